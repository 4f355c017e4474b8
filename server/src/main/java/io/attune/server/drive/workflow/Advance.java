package io.attune.server.drive.workflow;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.execution.Cause;
import io.attune.engine.workflow.Decision;
import io.attune.engine.workflow.StateJson;
import io.attune.engine.workflow.StoredVariables;
import io.attune.engine.workflow.TimerJson;
import io.attune.engine.workflow.Variables;
import io.attune.engine.workflow.WorkflowCommand;
import io.attune.engine.workflow.WorkflowDecider;
import io.attune.engine.workflow.WorkflowInput;
import io.attune.engine.workflow.WorkflowState;
import io.attune.engine.workflow.graph.CancellationPolicy;
import io.attune.engine.workflow.graph.WorkflowPlan;
import io.attune.model.WireEnum;
import io.attune.model.id.ExecutionId;
import io.attune.model.secret.SecretMarker;
import io.attune.model.secret.SecretPlace;
import io.attune.server.catalog.Catalog;
import io.attune.server.catalog.CatalogSnapshot;
import io.attune.server.catalog.CompiledAction;
import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import io.attune.store.Tx;
import io.attune.store.key.AmbientKeyStore;
import io.attune.store.secret.NewSecret;
import io.attune.store.secret.SealedSecret;
import io.attune.store.secret.SecretHolder;
import io.attune.store.secret.SecretValueStore;
import io.attune.store.workflow.StoredRun;
import io.attune.store.workflow.TaskRunStore;
import io.attune.store.workflow.WorkflowInputStore.StoredInput;
import io.attune.store.workflow.WorkflowRunStore;
import io.attune.store.workflow.WorkflowStepStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Takes one run of a workflow further: decides on everything it was told since the last time, stores its state once, and does what was
 * decided, in one transaction that holds the run.
 */
@Singleton
final class Advance {
    private final WorkflowRunStore runs;
    private final TaskRunStore children;
    private final SecretValueStore secretValues;
    private final AmbientKeyStore keys;
    private final Catalog catalog;
    private final Plans plans;
    private final Orders orders;
    private final WorkflowStepStore steps;
    private final WorkflowDecider decider;

    @Inject
    Advance(
            WorkflowRunStore runs,
            TaskRunStore children,
            SecretValueStore secretValues,
            AmbientKeyStore keys,
            Catalog catalog,
            Plans plans,
            Orders orders,
            WorkflowStepStore steps,
            Settings settings) {
        this.runs = runs;
        this.children = children;
        this.secretValues = secretValues;
        this.keys = keys;
        this.catalog = catalog;
        this.plans = plans;
        this.orders = orders;
        this.steps = steps;
        this.decider = new WorkflowDecider(settings.get(ConfigKeys.WORKFLOW_MAX_DISPATCHES_PER_TASK));
    }

    /** An action is not in the catalogue of this process, which may be a moment old. */
    static final class CatalogTooOldException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * What was seen to before.
     *
     * @param fresh the catalogue of this process was read after the run was claimed for the first time
     * @param counted the attempt is, should the process not survive it
     * @param durable the transaction holds more than the decision and what was ordered, which a crash of the database may not undo
     */
    record Prepared(boolean fresh, boolean counted, boolean durable) {
        static final Prepared WITH_THE_END_OF_A_TASK = new Prepared(false, false, true);

        Prepared(boolean fresh, boolean counted) {
            this(fresh, counted, false);
        }
    }

    void advance(Tx tx, StoredRun run, List<StoredInput> told, Prepared prepared) {
        if (told.isEmpty() || run.status().isTerminal()) {
            // Somebody else was quicker; or it was cancelled before it started, or has ended and this came too late.
            return;
        }
        switch (plans.of(tx, run)) {
            case Plans.Plan.Sound(WorkflowPlan plan) -> decide(tx, run, plan, told, prepared);
            case Plans.Plan.Broken(String why) -> giveUp(tx, run, why);
        }
    }

    private void decide(Tx tx, StoredRun run, WorkflowPlan plan, List<StoredInput> told, Prepared prepared) {
        CatalogSnapshot snapshot = catalog.current();
        Function<String, Optional<CompiledAction>> actions = ref -> action(snapshot, run, ref, prepared.fresh());
        Optional<CompiledAction> own = Optional.ofNullable(run.action()).flatMap(snapshot::findAction);
        if (run.action() != null && own.isEmpty() && !prepared.fresh()) {
            throw new CatalogTooOldException();
        }
        var pack = own.flatMap(found -> snapshot.findPack(found.action().pack()));
        var surroundings = new Surroundings(tx, run, pack, keys, told.getLast().at());
        var facts = new RunFacts(tx, run, actions, surroundings, children, secretValues, prepared.counted());
        WorkflowState before = before(tx, run);
        WorkflowState state = before;
        var log = new RunLog();
        List<WorkflowCommand> commands = new ArrayList<>();
        for (StoredInput input : told) {
            facts.next();
            Decision decision = decider.decide(plan, state, input(tx, run, input, facts), facts);
            state = decision.state();
            log.add(input, decision);
            commands.addAll(policed(decision.commands(), input, state));
        }
        if (state.startedAt() == null || (before.startedAt() == null && !orders.begin(tx, run))) {
            return;
        }
        save(tx, run, before, state);
        orders.carryOut(tx, run, new ChildRuns(run, own.orElse(null), snapshot, actions), commands);
        steps.write(tx, run.execution(), log.text(), log.steps());
        if (!prepared.durable() && (!state.isDone() || run.ofTask())) {
            // A crash of the database repeats the decision, and what was ordered, or whoever waits for the end, goes on
            // with commits that wait for the disk.
            tx.commitLazily();
        }
    }

    private static Optional<CompiledAction> action(CatalogSnapshot snapshot, StoredRun run, String ref, boolean fresh) {
        Optional<CompiledAction> found = snapshot.findAction(ref).filter(compiled -> {
            Long owner = compiled.action().owner().tenantId();
            return owner == null || owner == run.tenant().value();
        });
        if (found.isEmpty() && !fresh) {
            throw new CatalogTooOldException();
        }
        return found;
    }

    /** What was told before the start is gone; of a pause among it, the run knows. */
    private WorkflowState before(Tx tx, StoredRun run) {
        ObjectNode core = run.core();
        if (core == null) {
            return run.paused() ? WorkflowState.NEW_AND_PAUSED : WorkflowState.NEW;
        }
        ArrayNode variables = run.variables();
        return state(
                tx, run.execution(), core, () -> variables == null ? runs.variables(tx, run.execution()) : variables);
    }

    private WorkflowState state(Tx tx, ExecutionId run, ObjectNode core, Supplier<ArrayNode> variables) {
        return StateJson.read(core, Variables.stored(() -> opened(tx, run, variables.get())));
    }

    private StoredVariables opened(Tx tx, ExecutionId run, ArrayNode versions) {
        List<SealedSecret> sealed = SecretMarker.isIn(versions)
                ? secretValues.list(tx, SecretHolder.WORKFLOW_VARIABLES, List.of(run.value()))
                : List.of();
        return new StoredVariables(versions, sealed.stream().map(this::leaf).toList());
    }

    /** The place of a stored secret begins with the number of its variable's version. */
    private StoredVariables.Leaf leaf(SealedSecret secret) {
        JsonPointer at = secret.place().at();
        return new StoredVariables.Leaf(
                at.getMatchingIndex(), new SecretPlace(at.tail(), secret.place().source()), secretValues.open(secret));
    }

    private void save(Tx tx, StoredRun run, WorkflowState before, WorkflowState state) {
        if (state.equals(before)) {
            return;
        }
        ObjectNode core = StateJson.core(state);
        if (state.variables().equals(before.variables())) {
            runs.save(tx, run.execution(), core, null);
            return;
        }
        StoredVariables stored = StateJson.variables(state);
        runs.save(tx, run.execution(), core, stored.versions());
        long entity = run.execution().value();
        if (before.variables().holdSecrets()) {
            secretValues.deleteAll(tx, SecretHolder.WORKFLOW_VARIABLES, entity);
        }
        secretValues.insertAll(
                tx,
                stored.secrets().stream()
                        .map(leaf -> new NewSecret(
                                run.tenant(),
                                SecretHolder.WORKFLOW_VARIABLES,
                                entity,
                                new SecretPlace(
                                        JsonPointer.empty()
                                                .appendIndex(leaf.version())
                                                .append(leaf.place().at()),
                                        leaf.place().source()),
                                leaf.value()))
                        .toList());
    }

    private WorkflowInput input(Tx tx, StoredRun run, StoredInput input, RunFacts facts) {
        var at = input.at();
        return switch (input.kind()) {
            case START ->
                run.earlier().isEmpty()
                        ? new WorkflowInput.Started(at, run.timeout())
                        : new WorkflowInput.Rerun(
                                at,
                                earlier(tx, run),
                                run.rerunFrom(),
                                facts.differFrom(run.earlier().getFirst()),
                                run.timeout());
            case CHILD -> {
                var child = Objects.requireNonNull(input.child(), "an input about a child without the child");
                yield new WorkflowInput.ChildFinished(at, child.key(), child.status(), child.timedOut());
            }
            case TIMER -> new WorkflowInput.TimerFired(at, TimerJson.read(input.detail()));
            case CANCEL -> new WorkflowInput.CancelRequested(at);
            case PAUSE -> new WorkflowInput.PauseRequested(at);
            case RESUME -> new WorkflowInput.ResumeRequested(at);
        };
    }

    private WorkflowState earlier(Tx tx, StoredRun run) {
        ExecutionId earlier = run.earlier().getFirst();
        return runs.findCore(tx, earlier)
                .map(core -> state(tx, earlier, core, () -> runs.variables(tx, earlier)))
                .orElse(WorkflowState.NEW);
    }

    /** A workflow that is cancelled with the one around it follows that one's policy, also when it was being cancelled already. */
    private static List<WorkflowCommand> policed(
            List<WorkflowCommand> commands, StoredInput input, WorkflowState state) {
        Optional<CancellationPolicy> policy = WireEnum.find(
                CancellationPolicy.class, input.detail().path("policy").asText());
        if (policy.isEmpty()) {
            return commands;
        }
        List<WorkflowCommand> policed = new ArrayList<>(commands);
        policed.replaceAll(command -> command instanceof WorkflowCommand.CancelChildren
                ? new WorkflowCommand.CancelChildren(policy.get())
                : command);
        if (commands.isEmpty() && !state.isDone()) {
            policed.add(new WorkflowCommand.CancelChildren(policy.get()));
        }
        return policed;
    }

    /** Ends a run that could not be advanced, so that whoever waits for it need not wait for ever. */
    void giveUp(Tx tx, StoredRun run) {
        giveUp(tx, run, "the platform could not take it further; its log has the reason");
    }

    private void giveUp(Tx tx, StoredRun run, String why) {
        ObjectNode result = JsonNodeFactory.instance
                .objectNode()
                .put("error", "Workflow failed: " + why)
                .put("succeeded", false);
        orders.end(tx, run, Cause.FAILED, result, List.of());
        ObjectNode core = run.core();
        if (core != null) {
            // Whoever claims the run at this moment may still read it as running; only what is in its own row is sure
            // to be as it is now.
            runs.save(tx, run.execution(), StateJson.givenUp(core), null);
        }
        orders.cancelChildren(tx, run, CancellationPolicy.CANCEL_RUNNING);
    }
}
