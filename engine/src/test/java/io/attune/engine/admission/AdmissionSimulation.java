package io.attune.engine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.policy.PolicyMethod;
import io.attune.model.policy.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One group of runs, served by several schedulers that collect arrivals and ends and commit them in any order; some crash before they do.
 * Runs end and are cancelled at random, limits change, time passes. After every commit the promises are checked against a model that knows
 * nothing of how decisions are made.
 */
final class AdmissionSimulation {
    private static final int SCHEDULERS = 3;

    private final Random random;
    private final List<Transaction> open = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Limits limits;
    private long nextTicket = 1;

    // What a store would hold.
    private final TreeMap<Long, Boolean> line = new TreeMap<>();
    private final List<Long> active = new ArrayList<>();
    private final Map<Long, Instant> starts = new HashMap<>();
    private long started;
    private Optional<Instant> due = Optional.empty();

    // What the model watches.
    private final List<Instant> startsUnderThisRate = new ArrayList<>();
    private final Report report = new Report();

    /** What happened in a simulation. */
    static final class Report {
        int admitted;
        int waited;
        int refused;
        int crashes;
    }

    private static final class Transaction {
        private final List<Long> arrivals = new ArrayList<>();
        private final List<Long> ends = new ArrayList<>();
    }

    AdmissionSimulation(long seed) {
        this.random = new Random(seed);
        this.limits = someLimits();
        for (int i = 0; i < SCHEDULERS; i++) {
            open.add(new Transaction());
        }
    }

    Report run() {
        for (int step = 0; step < 400; step++) {
            step();
        }
        drain();
        return report;
    }

    private void step() {
        int scheduler = random.nextInt(SCHEDULERS);
        Transaction transaction = open.get(scheduler);
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> transaction.arrivals.add(nextTicket++);
            case 3, 4 -> end(transaction, active);
            case 5 -> end(transaction, new ArrayList<>(line.keySet()));
            case 6 -> {
                now = now.plusMillis(random.nextInt(2_000));
                wake();
            }
            case 7 -> {
                if (random.nextInt(8) == 0) {
                    limits = someLimits();
                    startsUnderThisRate.clear();
                    // Whoever changes a policy has the line looked at.
                    commit(new Transaction());
                }
            }
            case 8 -> {
                if (random.nextInt(4) == 0) {
                    // Nothing of it is stored; what had ended is reported again some time.
                    open.set(scheduler, new Transaction());
                    report.crashes++;
                }
            }
            default -> {
                commit(transaction);
                open.set(scheduler, new Transaction());
            }
        }
    }

    private void end(Transaction transaction, List<Long> candidates) {
        if (candidates.isEmpty()) {
            return;
        }
        Long run = candidates.get(random.nextInt(candidates.size()));
        if (open.stream().noneMatch(other -> other.ends.contains(run))) {
            transaction.ends.add(run);
        }
    }

    /** What the driver does when something is due. */
    private void wake() {
        if (due.isPresent() && !due.get().isAfter(now)) {
            commit(new Transaction());
        }
    }

    private void commit(Transaction transaction) {
        for (Long run : transaction.ends) {
            assertThat(active.remove(run) || line.remove(run) != null).isTrue();
        }
        var decision = AdmissionDecider.decide(limits, state(), now, transaction.arrivals.size(), 3);

        for (int i = 0; i < decision.promoted(); i++) {
            assertThat(line).as("somebody waits").isNotEmpty();
            start(line.firstKey());
            line.remove(line.firstKey());
        }
        for (int i = 0; i < transaction.arrivals.size(); i++) {
            Long run = transaction.arrivals.get(i);
            switch (decision.verdicts().get(i)) {
                case ADMITTED -> {
                    assertThat(line).as("nobody who came earlier waits").isEmpty();
                    start(run);
                }
                case WAITS -> {
                    line.put(run, true);
                    assertThat(limits.method()).isEqualTo(PolicyMethod.ENQUEUE);
                    report.waited++;
                }
                case OVER_THRESHOLD, OVER_RATE -> {
                    assertThat(limits.method()).isEqualTo(PolicyMethod.CANCEL);
                    assertThat(hasRoom() && line.isEmpty()).isFalse();
                    report.refused++;
                }
                case QUEUE_FULL -> {
                    assertThat(line).hasSizeGreaterThanOrEqualTo(limits.queueLimit());
                    report.refused++;
                }
            }
        }
        assertThat(decision.state().active()).isEqualTo(active.size());
        assertThat(decision.state().waiting()).isEqualTo(line.size());
        assertThat(decision.state().history().count()).isEqualTo(started);
        due = decision.due();
        checkThatNobodyWaitsWhileThereIsRoom();
    }

    private GroupState state() {
        // Only what the limits ask for is kept, as a store does.
        RateLimit rate = limits.rate();
        long kept = rate == null ? 0 : rate.maxExecutions();
        Map<Long, Instant> times = new HashMap<>();
        for (long number = Math.max(1, started - kept + 1); number <= started; number++) {
            Instant at = starts.get(number);
            if (at != null) {
                times.put(number, at);
            }
        }
        return new GroupState(active.size(), line.size(), new StartHistory(started, times));
    }

    private void start(Long run) {
        assertThat(hasRoom()).as("there is room").isTrue();
        active.add(run);
        starts.put(++started, now);
        startsUnderThisRate.add(now);
        report.admitted++;
        Integer threshold = limits.threshold();
        if (threshold != null) {
            assertThat(active).hasSizeLessThanOrEqualTo(threshold);
        }
    }

    private boolean hasRoom() {
        Integer threshold = limits.threshold();
        return (threshold == null || active.size() < threshold) && startsInWindow() < rateOrMost();
    }

    private long rateOrMost() {
        RateLimit rate = limits.rate();
        return rate == null ? Long.MAX_VALUE : rate.maxExecutions();
    }

    private long startsInWindow() {
        RateLimit rate = limits.rate();
        return rate == null
                ? 0
                : starts.values().stream()
                        .filter(at -> at.plus(rate.window()).isAfter(now))
                        .count();
    }

    private void checkThatNobodyWaitsWhileThereIsRoom() {
        if (!line.isEmpty() && hasRoom()) {
            assertThat(due).as("more leave the line at once").contains(now);
        }
        Integer threshold = limits.threshold();
        if (!line.isEmpty() && (threshold == null || active.size() < threshold)) {
            assertThat(due).as("the next one has a time").isPresent();
        }
    }

    /** Everybody who waits goes in the end, in order. */
    private void drain() {
        for (int i = 0; i < SCHEDULERS; i++) {
            commit(open.get(i));
            open.set(i, new Transaction());
        }
        int rounds = 0;
        while (!line.isEmpty()) {
            assertThat(rounds++).as("rounds until nobody waits").isLessThan(10_000);
            var transaction = new Transaction();
            if (!active.isEmpty()) {
                transaction.ends.add(active.getFirst());
            }
            now = due.filter(at -> at.isAfter(now)).orElse(now.plusMillis(1));
            commit(transaction);
        }
        checkEveryWindow();
    }

    private void checkEveryWindow() {
        RateLimit rate = limits.rate();
        if (rate == null) {
            return;
        }
        for (int i = 0; i + rate.maxExecutions() < startsUnderThisRate.size(); i++) {
            assertThat(Duration.between(startsUnderThisRate.get(i), startsUnderThisRate.get(i + rate.maxExecutions())))
                    .isGreaterThanOrEqualTo(rate.window());
        }
    }

    private Limits someLimits() {
        @Nullable Integer threshold = random.nextInt(3) == 0 ? null : 1 + random.nextInt(4);
        @Nullable
        RateLimit rate = threshold != null && random.nextBoolean()
                ? null
                : new RateLimit(1 + random.nextInt(4), Duration.ofMillis(1 + random.nextInt(5_000)));
        return new Limits(
                threshold,
                rate,
                random.nextInt(4) == 0 ? PolicyMethod.CANCEL : PolicyMethod.ENQUEUE,
                1 + random.nextInt(20));
    }
}
