package io.attune.server.drive.dispatch;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.execution.Cause;
import io.attune.engine.inquiry.Question;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.execution.LogStream;
import io.attune.model.id.ExecutionId;
import io.attune.model.json.StorableJson;
import io.attune.model.secret.SecretPlace;
import io.attune.model.secret.SecretSource;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.execution.LogStore;
import io.attune.store.execution.LogStore.Piece;
import io.attune.store.execution.Move;
import io.attune.store.execution.RunState;
import io.attune.store.secret.NewSecret;
import io.attune.store.secret.SecretHolder;
import io.attune.store.secret.SecretValueStore;
import io.attune.worker.gateway.RunReport;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what workers report (design.md §4 step 6): one transaction for as many ends as arrive together. */
@Singleton
public class Completion {
    private static final Logger log = LoggerFactory.getLogger(Completion.class);
    private static final NextStep NO_STEP = (_, _) -> false;

    private final Transactions transactions;
    private final ExecutionStore executions;
    private final LogStore logs;
    private final SecretValueStore secretValues;
    private final Transitions transitions;
    private final Asking asking;
    private final WakeUps wakeUps;
    private final NextStep nextStep;
    private final RunMeters meters;

    @Inject
    Completion(
            Transactions transactions,
            ExecutionStore executions,
            LogStore logs,
            SecretValueStore secretValues,
            Transitions transitions,
            Asking asking,
            WakeUps wakeUps,
            NextStep nextStep,
            RunMeters meters) {
        this.transactions = transactions;
        this.executions = executions;
        this.logs = logs;
        this.secretValues = secretValues;
        this.transitions = transitions;
        this.asking = asking;
        this.wakeUps = wakeUps;
        this.nextStep = nextStep;
        this.meters = meters;
    }

    /** Stores ends and the rest of the output. A report of another attempt, or after the run was settled otherwise, is dropped (FIX-6). */
    public void complete(WorkerRef worker, List<RunReport> reports) {
        if (reports.isEmpty()) {
            return;
        }
        if (reports.size() > 1) {
            complete(worker, reports, NO_STEP);
            return;
        }
        try {
            complete(worker, reports, nextStep);
        } catch (RuntimeException | Error e) {
            // An error too must not keep the end, and all that the worker reports after it, from being stored. Whether
            // it was the step that failed, or the end as well, is found out without the step.
            log.info(
                    "the end of a run is written without a next step execution={} cause={}",
                    reports.getFirst().execution(),
                    e.toString());
            complete(worker, reports, NO_STEP);
        }
    }

    private void complete(WorkerRef worker, List<RunReport> reports, NextStep next) {
        transactions.engineTask(tx -> {
            if (reports.size() == 1 && endsAsExpected(tx, worker, reports.getFirst(), next)) {
                return;
            }
            var ids = reports.stream()
                    .map(report -> new ExecutionId(report.execution()))
                    .toList();
            Map<ExecutionId, RunState> locked = executions.lock(tx, ids).stream()
                    .collect(Collectors.toMap(RunState::execution, Function.identity()));
            var moves = new Moves();
            List<Piece> tails = new ArrayList<>();
            List<NewSecret> secrets = new ArrayList<>();
            List<Asking.Finished> asked = new ArrayList<>();
            for (var report : reports) {
                var id = new ExecutionId(report.execution());
                var state = locked.get(id);
                if (state == null || !belongs(state, worker, report)) {
                    dropped(id, worker);
                    continue;
                }
                var result = storable(report.result());
                var hidden = report.secrets().stream()
                        .map(secret -> secret(state, secret))
                        .toList();
                if (asks(state, report, result)) {
                    asked.add(new Asking.Finished(state, result, hidden));
                } else if (!moves.add(state, cause(report), result)) {
                    dropped(id, worker);
                    continue;
                }
                tx.afterCommit(() -> meters.ran(report.duration()));
                secrets.addAll(hidden);
                tails.addAll(tails(id, report));
            }
            logs.append(tx, tails);
            asking.askFor(tx, asked, moves);
            // The rows are locked, so that every move of a run found above is written.
            transitions.write(tx, moves, worker.initiator());
            secretValues.insertAll(tx, secrets);
        });
    }

    /**
     * Ends a run whose report comes alone, without a look at it before: nearly all still are as their workers know them.
     *
     * @return false if nothing was done, since this one is not, or has more to it than a result
     */
    private boolean endsAsExpected(Tx tx, WorkerRef worker, RunReport report, NextStep next) {
        var id = new ExecutionId(report.execution());
        var result = storable(report.result());
        var moves = new Moves();
        if (!report.secrets().isEmpty()
                || Question.placeIn(result).isPresent()
                || !moves.addRunning(id, new Move.Holder(worker.id(), report.attempt()), cause(report), result)) {
            return false;
        }
        var moved = transitions.writeSilently(tx, moves, worker.initiator());
        if (moved.isEmpty()) {
            return false;
        }
        logs.append(tx, tails(id, report));
        tx.afterCommit(() -> meters.ran(report.duration()));
        var workflow = moved.getFirst().workflow();
        if (workflow != null && !next.take(tx, workflow)) {
            wakeUps.told(tx, List.of(workflow));
        }
        return true;
    }

    private static List<Piece> tails(ExecutionId id, RunReport report) {
        var stdout = report.stdoutTail();
        var stderr = report.stderrTail();
        return List.of(
                new Piece(id, LogStream.STDOUT, stdout.offset(), stdout.bytes()),
                new Piece(id, LogStream.STDERR, stderr.offset(), stderr.bytes()));
    }

    private static void dropped(ExecutionId id, WorkerRef worker) {
        log.info("dropped a late report execution={} worker={}", id, worker.name());
    }

    /** One that is being cancelled asks nobody any more. */
    private static boolean asks(RunState state, RunReport report, ObjectNode result) {
        return report.status() == ExecutionStatus.COMPLETED
                && state.status() == ExecutionStatus.RUNNING
                && Question.placeIn(result).isPresent();
    }

    /** What an action prints is nobody's promise: one result must not keep those of others from being stored. */
    private static ObjectNode storable(ObjectNode result) {
        return (ObjectNode) StorableJson.cleaned(result);
    }

    private static NewSecret secret(RunState state, RunReport.ResultSecret secret) {
        return new NewSecret(
                state.tenant(),
                SecretHolder.EXECUTION_RESULT,
                state.execution().value(),
                new SecretPlace(JsonPointer.compile(secret.path()), SecretSource.SCHEMA),
                secret.value());
    }

    private static boolean belongs(RunState state, WorkerRef worker, RunReport report) {
        return state.attempt() == report.attempt()
                && state.worker() != null
                && state.worker() == worker.id().value();
    }

    private static Cause cause(RunReport report) {
        return switch (report.status()) {
            case COMPLETED -> Cause.SUCCEEDED;
            case CANCELLED -> Cause.STOPPED;
            case ABANDONED -> Cause.WORKER_LOST;
            // A process time-out is a failure on the wire (D4).
            case FAILED, TIMEOUT -> Cause.FAILED;
            case REQUESTED, SCHEDULING, SCHEDULED, RUNNING, CANCELING ->
                throw new IllegalArgumentException(
                        "a run does not end as " + report.status().wire());
        };
    }

    /** Adds live output of a run of the worker. */
    public void append(WorkerRef worker, Piece piece) {
        transactions.engineTask(tx -> logs.append(tx, worker.id(), List.of(piece)));
    }
}
