package io.attune.engine.retry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.engine.execution.Cause;
import io.attune.engine.retry.RetryDecider.End;
import io.attune.engine.retry.RetryDecider.Settings;
import io.attune.model.catalog.RetryOn;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class RetryDeciderProperties {
    @Property
    void thereAreNeverMoreRetriesThanTheActionAllows(
            @ForAll Set<RetryOn> causes,
            @ForAll @IntRange(max = 20) int most,
            @ForAll Cause cause,
            @ForAll boolean timedOut,
            @ForAll @DoubleRange(max = 0.99) double chance) {
        int retries = 0;
        while (RetryDecider.delay(new Settings(most, causes), end(cause, timedOut, retries), chance)
                .isPresent()) {
            retries++;
        }
        assertThat(retries).isIn(0, most);
    }

    @Property
    void delaysAreWithinAFifthOfTheirDoublingAndNeverLongerThanFiveMinutes(
            @ForAll @IntRange(max = 1_000) int retries, @ForAll @DoubleRange(max = 0.99) double chance) {
        Duration delay = RetryDecider.delay(
                        new Settings(Integer.MAX_VALUE, Set.of(RetryOn.ANY)), end(Cause.FAILED, false, retries), chance)
                .orElseThrow();
        double expected = Math.min(300_000, 1_000 * Math.pow(2, retries));
        assertThat((double) delay.toMillis()).isBetween(0.8 * expected - 1, Math.min(300_000, 1.2 * expected + 1));
    }

    @Property
    void anotherCauseNeverTakesARetryAway(
            @ForAll Set<RetryOn> causes, @ForAll RetryOn more, @ForAll Cause cause, @ForAll boolean timedOut) {
        Set<RetryOn> all = new HashSet<>(causes);
        all.add(more);
        if (isRetried(causes, cause, timedOut)) {
            assertThat(isRetried(all, cause, timedOut)).isTrue();
        }
    }

    @Property
    void whatALostWorkerRanIsRetriedOnlyWhereTheActionSaysSo(@ForAll Set<RetryOn> causes, @ForAll boolean timedOut) {
        assertThat(isRetried(causes, Cause.WORKER_LOST, timedOut)).isEqualTo(causes.contains(RetryOn.WORKER_LOST));
    }

    private static boolean isRetried(Set<RetryOn> causes, Cause cause, boolean timedOut) {
        return RetryDecider.delay(new Settings(1, causes), end(cause, timedOut, 0), 0)
                .isPresent();
    }

    private static End end(Cause cause, boolean timedOut, int retries) {
        JsonNode result = JsonNodeFactory.instance.objectNode().put("timed_out", timedOut);
        return new End(cause, result, retries);
    }
}
