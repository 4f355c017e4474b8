package io.attune.engine.retry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.execution.Cause;
import io.attune.engine.retry.RetryDecider.End;
import io.attune.engine.retry.RetryDecider.Settings;
import io.attune.model.catalog.RetryOn;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** runtime.md §5.5. */
class RetryDeciderTest {
    private static final double MIDDLE = 0.5;

    @Test
    void delaysDoubleFromOneSecondOnAndEndAtFiveMinutes() {
        assertThat(Stream.of(0, 1, 2, 3, 8, 9, 40).map(retries -> delay(retries, MIDDLE)))
                .containsExactly(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(256),
                        Duration.ofSeconds(300),
                        Duration.ofSeconds(300));
    }

    @Test
    void delaysSpreadByAFifth() {
        assertThat(delay(3, 0)).isEqualTo(Duration.ofMillis(6_400));
        assertThat(delay(3, 1)).isEqualTo(Duration.ofMillis(9_600));
    }

    private static Duration delay(int retries, double chance) {
        return RetryDecider.delay(settings(100, RetryOn.ANY), new End(Cause.FAILED, null, retries), chance)
                .orElseThrow();
    }

    @Test
    void afterTheLastRetryNoneFollows() {
        var settings = settings(2, RetryOn.ANY);
        assertThat(RetryDecider.delay(settings, new End(Cause.FAILED, null, 1), MIDDLE))
                .isPresent();
        assertThat(RetryDecider.delay(settings, new End(Cause.FAILED, null, 2), MIDDLE))
                .isEmpty();
    }

    @Test
    void withoutAnythingSaidNothingIsRetried() {
        assertThat(RetryDecider.delay(settings(0, RetryOn.ANY), new End(Cause.FAILED, null, 0), MIDDLE))
                .isEmpty();
    }

    @Test
    void eachWordCoversItsCauses() {
        assertThat(covered(RetryOn.TRANSIENT)).containsExactlyInAnyOrder(Cause.UNSCHEDULABLE, Cause.HAND_OFF_EXPIRED);
        assertThat(covered(RetryOn.ANY))
                .containsExactlyInAnyOrder(Cause.FAILED, Cause.UNSCHEDULABLE, Cause.HAND_OFF_EXPIRED);
        assertThat(covered(RetryOn.WORKER_LOST)).containsExactly(Cause.WORKER_LOST);
    }

    private static Set<Cause> covered(RetryOn word) {
        return EnumSet.allOf(Cause.class).stream()
                .filter(cause -> RetryDecider.delay(settings(1, word), new End(cause, null, 0), MIDDLE)
                        .isPresent())
                .collect(Collectors.toSet());
    }

    @Test
    void aFailureIsTransientWhenTimeWasOverOrThereWasNoConnection() {
        assertThat(ofFailure(result().put("timed_out", true))).isPresent();
        ObjectNode unreachable = result();
        unreachable.putObject("data").put("connection_error", true);
        assertThat(ofFailure(unreachable)).isPresent();
        assertThat(ofFailure(result().put("exit_code", 1))).isEmpty();
    }

    private static Optional<Duration> ofFailure(ObjectNode result) {
        return RetryDecider.delay(settings(1, RetryOn.TRANSIENT), new End(Cause.FAILED, result, 0), MIDDLE);
    }

    private static ObjectNode result() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static Settings settings(int most, RetryOn... causes) {
        return new Settings(most, Set.of(causes));
    }
}
