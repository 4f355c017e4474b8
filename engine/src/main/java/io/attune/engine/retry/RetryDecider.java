package io.attune.engine.retry;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.engine.execution.Cause;
import io.attune.model.catalog.RetryOn;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a plain run that ended badly is tried again, and when (runtime.md §5.5). Tasks of workflows have retries of their own. */
public final class RetryDecider {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final double SPREAD = 0.2;

    private RetryDecider() {}

    /**
     * What an action says about its retries.
     *
     * @param most how many follow the first attempt
     */
    public record Settings(int most, Set<RetryOn> causes) {
        public Settings {
            causes = Set.copyOf(causes);
        }
    }

    /**
     * How a run ended.
     *
     * @param retries how many have been made before it, or with it
     */
    public record End(Cause cause, @Nullable JsonNode result, int retries) {}

    /**
     * @param chance from 0 to 1: what failed together shall not come back together
     * @return how long the next attempt waits; nothing when there is none
     */
    public static Optional<Duration> delay(Settings settings, End end, double chance) {
        return end.retries() < settings.most() && covers(settings.causes(), end)
                ? Optional.of(delay(end.retries(), chance))
                : Optional.empty();
    }

    private static boolean covers(Set<RetryOn> causes, End end) {
        return switch (end.cause()) {
            // It may have done its work: only who says that it may run twice has it run twice.
            case WORKER_LOST -> causes.contains(RetryOn.WORKER_LOST);
            case FAILED -> causes.contains(RetryOn.ANY) || (causes.contains(RetryOn.TRANSIENT) && passes(end.result()));
            case UNSCHEDULABLE, HAND_OFF_EXPIRED -> causes.contains(RetryOn.ANY) || causes.contains(RetryOn.TRANSIENT);
            // What could not even begin would not the next time; what somebody stopped has been stopped; who did not
            // answer was asked.
            case REJECTED,
                    TIMED_OUT,
                    REFUSED,
                    CANCEL_REQUESTED,
                    CANCEL_REQUESTED_WITHOUT_PROCESS,
                    STOPPED,
                    SUCCEEDED,
                    LEASED,
                    LEASED_AND_STARTED,
                    WORKFLOW_STARTED,
                    ASKED,
                    STARTED,
                    HANDED_BACK -> false;
        };
    }

    /** Whether a failure may be gone the next time: time was over, or there was no connection. */
    private static boolean passes(@Nullable JsonNode result) {
        return result != null
                && (result.path("timed_out").asBoolean()
                        || result.path("data").path("connection_error").asBoolean());
    }

    private static Duration delay(int retries, double chance) {
        long doubled = retries < 10 ? FIRST.toMillis() << retries : LONGEST.toMillis();
        double spread = 1 + SPREAD * (2 * chance - 1);
        return Duration.ofMillis(Math.min(LONGEST.toMillis(), Math.round(doubled * spread)));
    }
}
