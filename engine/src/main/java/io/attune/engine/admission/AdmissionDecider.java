package io.attune.engine.admission;

import io.attune.model.policy.PolicyMethod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lets runs in as long as the limits of their policy allow it, first come first served (runtime.md §2.2): whoever waits goes before whoever
 * comes.
 */
public final class AdmissionDecider {
    private final Limits limits;
    private final GroupState before;
    private final Instant now;
    private int started;
    private int waiting;

    private AdmissionDecider(Limits limits, GroupState before, Instant now) {
        this.limits = limits;
        this.before = before;
        this.now = now;
        this.waiting = before.waiting();
    }

    /**
     * @param arrivals how many runs come, in order
     * @param mostPromoted how many may leave the line in one decision; if more could, the next one is due at once
     */
    public static AdmissionDecision decide(
            Limits limits, GroupState state, Instant now, int arrivals, int mostPromoted) {
        return new AdmissionDecider(limits, state, now).decide(arrivals, mostPromoted);
    }

    private AdmissionDecision decide(int arrivals, int mostPromoted) {
        int promoted = 0;
        while (waiting > 0 && promoted < mostPromoted && isBelowThreshold() && isBelowRate()) {
            waiting--;
            started++;
            promoted++;
        }
        List<Verdict> verdicts = new ArrayList<>(arrivals);
        for (int i = 0; i < arrivals; i++) {
            verdicts.add(arrive());
        }
        return new AdmissionDecision(
                promoted,
                verdicts,
                new GroupState(
                        before.active() + started,
                        waiting,
                        new StartHistory(
                                before.history().count() + started,
                                before.history().times())),
                due());
    }

    private Verdict arrive() {
        if (waiting == 0 && isBelowThreshold() && isBelowRate()) {
            started++;
            return Verdict.ADMITTED;
        }
        if (limits.method() == PolicyMethod.CANCEL) {
            return isBelowThreshold() && !isBelowRate() ? Verdict.OVER_RATE : Verdict.OVER_THRESHOLD;
        }
        if (waiting >= limits.queueLimit()) {
            return Verdict.QUEUE_FULL;
        }
        waiting++;
        return Verdict.WAITS;
    }

    private boolean isBelowThreshold() {
        Integer threshold = limits.threshold();
        return threshold == null || before.active() + started < threshold;
    }

    private boolean isBelowRate() {
        return !nextAllowed().isAfter(now);
    }

    private Instant nextAllowed() {
        var rate = limits.rate();
        return rate == null ? Instant.MIN : before.history().nextAllowed(rate, started, now);
    }

    private Optional<Instant> due() {
        if (waiting == 0 || !isBelowThreshold()) {
            return Optional.empty();
        }
        Instant allowed = nextAllowed();
        return Optional.of(allowed.isAfter(now) ? allowed : now);
    }
}
