package io.attune.server.drive.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.engine.placement.Offer;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.TenantId;
import io.attune.model.id.WorkerId;
import io.attune.server.drive.dispatch.QueueSignal.Call;
import io.attune.server.drive.dispatch.QueueSignal.Waiting;
import io.attune.store.execution.ClaimedRun;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class QueueSignalTest {
    private static final long PROCESS = 1;
    private static final long INTERNAL = 2;
    private static final long FOREIGN = 3;
    private static final Placements.Fitting OURS = new Placements.Fitting(List.of(PROCESS), List.of(INTERNAL));

    private final QueueSignal signal = new QueueSignal();

    /** A worker in a thread of its own. */
    private final class Worker {
        private final CompletableFuture<Optional<ClaimedRun>> answer = new CompletableFuture<>();
        private final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        private final Waiting waiting;
        private final Thread thread;

        Worker(String name) {
            this(name, new Call());
        }

        Worker(String name, Call call) {
            waiting = waiting(name, call);
            thread = Thread.ofVirtual().start(() -> {
                try {
                    answer.complete(signal.await(waiting, Duration.ofMinutes(5)));
                } catch (InterruptedException e) {
                    answer.completeExceptionally(e);
                }
                interrupted.complete(Thread.currentThread().isInterrupted());
            });
        }

        /** It no longer waits for a time, but only for what becomes of the run that it may be given. */
        void awaitWaitingForOutcome() {
            until("waits for the outcome", () -> thread.getState() == Thread.State.WAITING);
        }

        Optional<ClaimedRun> answer() throws Exception {
            return answer.get(30, TimeUnit.SECONDS);
        }
    }

    private Waiting waiting(String name, Call call) {
        return new Waiting(
                new WorkerRef(new WorkerId(1), name, name, Offer.of(JsonNodeFactory.instance.objectNode())),
                call,
                OURS,
                signal.seen());
    }

    private static void until(String what, BooleanSupplier reached) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** As soon as somebody waits. */
    static Waiting reserved(QueueSignal signal, long placement) {
        var found = new AtomicReference<Waiting>();
        until("somebody waits", () -> {
            signal.reserve(placement).ifPresent(found::set);
            return found.get() != null;
        });
        return found.get();
    }

    private Waiting reserved(long placement) {
        return reserved(signal, placement);
    }

    private void awaitWaiting() {
        signal.release(reserved(PROCESS));
    }

    private static ClaimedRun run(long id) {
        return new ClaimedRun(
                new ExecutionId(id),
                ExecutionStatus.RUNNING,
                1,
                new TenantId(1),
                "core.noop",
                null,
                null,
                JsonNodeFactory.instance.objectNode(),
                List.of(),
                null,
                null,
                List.of(),
                null);
    }

    @Test
    void whoeverWaitsHearsOfHisPlacementsOnly() throws Exception {
        var worker = new Worker("one");
        awaitWaiting();

        signal.raise(List.of(FOREIGN));
        awaitWaiting();
        signal.raise(List.of(FOREIGN, INTERNAL));

        assertThat(worker.answer()).isEmpty();
    }

    @Test
    void everybodyHearsWhatIsForAll() throws Exception {
        var one = new Worker("one");
        var other = new Worker("other");

        signal.raise();

        assertThat(one.answer()).isEmpty();
        assertThat(other.answer()).isEmpty();
    }

    @Test
    void whatWasRaisedBeforeTheWaitEndsIt() throws Exception {
        var worker = waiting("w", new Call());
        signal.raise(List.of(PROCESS));

        assertThat(signal.await(worker, Duration.ofMinutes(5))).isEmpty();
    }

    @Test
    void aRunIsGivenToWhoWaitsForItsPlacement() throws Exception {
        var worker = new Worker("one");
        awaitWaiting();

        assertThat(signal.reserve(FOREIGN)).isEmpty();
        var found = reserved(INTERNAL);
        assertThat(found.startsAtOnce(INTERNAL)).isTrue();
        assertThat(found.startsAtOnce(PROCESS)).isFalse();
        signal.give(found, run(7));

        assertThat(worker.answer()).map(ClaimedRun::execution).contains(new ExecutionId(7));
        assertThat(signal.reserve(INTERNAL)).as("waits no more").isEmpty();
    }

    @Test
    void whoIsReservedIsNotReservedAgain() throws Exception {
        var worker = new Worker("one");
        var found = reserved(PROCESS);

        assertThat(signal.reserve(PROCESS)).isEmpty();
        signal.release(found);
        signal.give(reserved(PROCESS), run(8));

        assertThat(worker.answer()).map(ClaimedRun::execution).contains(new ExecutionId(8));
    }

    /** A transaction may be about to commit the run as this worker's. */
    @Test
    void whoIsReservedWaitsForTheOutcome() throws Exception {
        var worker = new Worker("one");
        var found = reserved(PROCESS);

        signal.raise();
        worker.awaitWaitingForOutcome();
        assertThat(worker.answer).isNotDone();
        signal.give(found, run(9));

        assertThat(worker.answer()).map(ClaimedRun::execution).contains(new ExecutionId(9));
    }

    @Test
    void anInterruptionLosesNoRun() throws Exception {
        var worker = new Worker("one");
        var found = reserved(PROCESS);

        worker.thread.interrupt();
        worker.awaitWaitingForOutcome();
        signal.give(found, run(10));

        assertThat(worker.answer()).map(ClaimedRun::execution).contains(new ExecutionId(10));
        assertThat(worker.interrupted.get(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anInterruptionEndsAWait() throws Exception {
        var worker = new Worker("one");
        var found = reserved(PROCESS);

        worker.thread.interrupt();
        signal.release(found);

        assertThatThrownBy(worker::answer)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(signal.reserve(PROCESS)).isEmpty();
    }

    @Test
    void nothingIsGivenPastWhatMayBeInTheQueue() throws Exception {
        var worker = new Worker("one");
        awaitWaiting();
        var found = reserved(PROCESS);
        signal.raise(List.of(PROCESS));
        signal.release(found);

        assertThat(worker.answer()).isEmpty();
        assertThat(signal.reserve(PROCESS)).isEmpty();
    }

    @Test
    void whoWaitsLongestIsFirst() throws Exception {
        var first = new Worker("first");
        awaitWaiting();
        var _ = new Worker("second");

        signal.give(reserved(PROCESS), run(11));

        assertThat(first.answer()).map(ClaimedRun::execution).contains(new ExecutionId(11));
    }

    @Test
    void whoeverCallsAgainIsGivenWhatTheEarlierCallIsNot() throws Exception {
        var broken = new Call();
        var earlier = new Worker("one", broken);
        awaitWaiting();

        signal.replace(broken);
        var later = new Worker("one");

        assertThat(earlier.answer()).isEmpty();
        signal.give(reserved(PROCESS), run(12));
        assertThat(later.answer()).map(ClaimedRun::execution).contains(new ExecutionId(12));
    }

    @Test
    void aCallThatIsReplacedWaitsNoMore() throws Exception {
        var broken = new Call();
        signal.replace(broken);

        assertThat(signal.await(waiting("one", broken), Duration.ofMinutes(5))).isEmpty();
    }

    /** Its worker may still hear of it; else the run is settled like any that a worker does not report. */
    @Test
    void aCallThatIsReplacedWhileItIsReservedStillHasTheRun() throws Exception {
        var call = new Call();
        var worker = new Worker("one", call);
        var found = reserved(PROCESS);

        signal.replace(call);
        worker.awaitWaitingForOutcome();
        signal.give(found, run(13));

        assertThat(worker.answer()).map(ClaimedRun::execution).contains(new ExecutionId(13));
    }
}
