package io.attune.server.drive.dispatch;

import io.attune.store.execution.ClaimedRun;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * As {@link Signal}, for workers that wait for runs: raised for the placements of what came into the queue, so that a worker does not look into
 * the database for runs that it cannot take. A run can also be given to one that waits, past the queue. Thread-safe.
 */
final class QueueSignal {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** How often it was raised for each placement. Guarded by lock, as are the following. */
    private final Map<Long, Long> counts = new HashMap<>();

    private long ofAll;
    /** Those who wait, the one who began first first. */
    private final Set<Waiting> waiting = new LinkedHashSet<>();

    /** A call of a worker for runs, which waits as often as it finds none. */
    static final class Call {
        /** Written under lock. */
        private volatile boolean replaced;

        /** Whether nobody may be there any more to hear what it answers. */
        boolean isReplaced() {
            return replaced;
        }
    }

    /** One wait of a worker for runs. */
    static final class Waiting {
        private final WorkerRef worker;
        private final Call call;
        private final Placements.Fitting wanted;
        private final Seen seen;
        /** Guarded by lock, as is the following. */
        private boolean reserved;

        private @Nullable ClaimedRun given;

        /** @param seen before it was found that the queue holds nothing of what is wanted */
        Waiting(WorkerRef worker, Call call, Placements.Fitting wanted, Seen seen) {
            this.worker = worker;
            this.call = call;
            this.wanted = wanted;
            this.seen = seen;
        }

        WorkerRef worker() {
            return worker;
        }

        /** Whether it would start a run of the placement at once, since that needs no process. */
        boolean startsAtOnce(long placement) {
            return wanted.internal().contains(placement);
        }
    }

    /** Runs of these placements may be in the queue. */
    void raise(Collection<Long> placements) {
        lock.lock();
        try {
            placements.forEach(placement -> counts.merge(placement, 1L, Long::sum));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Runs of any placement may be in the queue. */
    void raise() {
        lock.lock();
        try {
            ofAll++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How often it was raised, to tell later whether it was since. */
    record Seen(long ofAll, Map<Long, Long> counts) {}

    Seen seen() {
        lock.lock();
        try {
            return new Seen(ofAll, Map.copyOf(counts));
        } finally {
            lock.unlock();
        }
    }

    private boolean waitsOn(Waiting one) {
        return one.given == null && !one.call.replaced && isAsItWas(one);
    }

    private boolean isAsItWas(Waiting one) {
        return ofAll == one.seen.ofAll()
                && isAsItWas(one.seen, one.wanted.internal())
                && isAsItWas(one.seen, one.wanted.process());
    }

    private boolean isAsItWas(Seen seen, Collection<Long> placements) {
        return placements.stream()
                .allMatch(placement ->
                        Objects.equals(counts.get(placement), seen.counts().get(placement)));
    }

    /**
     * Waits until it is raised for any of the placements that are wanted, a run is given, the call is replaced, or for {@code longest}.
     *
     * @return what was given, also when the thread was interrupted meanwhile
     */
    Optional<ClaimedRun> await(Waiting one, Duration longest) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waiting.add(one);
            try {
                long left = longest.toNanos();
                while (waitsOn(one) && left > TimeUnit.MICROSECONDS.toNanos(10)) {
                    left = changed.awaitNanos(left);
                }
            } catch (InterruptedException e) {
                waiting.remove(one);
                if (settled(one) == null) {
                    throw e;
                }
                Thread.currentThread().interrupt();
            }
            waiting.remove(one);
            return Optional.ofNullable(settled(one));
        } finally {
            lock.unlock();
        }
    }

    /** A transaction may be about to give a run to it: then that run is the worker's as soon as it is committed. */
    private @Nullable ClaimedRun settled(Waiting one) {
        while (one.reserved) {
            changed.awaitUninterruptibly();
        }
        return one.given;
    }

    /** Ends a call whose worker has called again. A run that is about to be given to it is its answer nevertheless. */
    void replace(Call earlier) {
        lock.lock();
        try {
            earlier.replaced = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Finds a worker that waits for runs of the placement while there are none, as far as this process knows, and keeps it waiting until
     * {@link #give} or {@link #release}, one of which must follow soon.
     */
    Optional<Waiting> reserve(long placement) {
        lock.lock();
        try {
            Optional<Waiting> found = waiting.stream()
                    .filter(one -> !one.reserved
                            && (one.wanted.internal().contains(placement)
                                    || one.wanted.process().contains(placement))
                            && waitsOn(one))
                    .findFirst();
            found.ifPresent(one -> one.reserved = true);
            return found;
        } finally {
            lock.unlock();
        }
    }

    void give(Waiting reserved, ClaimedRun run) {
        settle(reserved, run);
    }

    /** Does nothing to one that was given something. */
    void release(Waiting reserved) {
        settle(reserved, null);
    }

    private void settle(Waiting one, @Nullable ClaimedRun run) {
        lock.lock();
        try {
            if (one.reserved) {
                one.reserved = false;
                one.given = run;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
