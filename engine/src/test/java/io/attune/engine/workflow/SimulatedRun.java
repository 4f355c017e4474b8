package io.attune.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.parameter.SecretOrigin;
import io.attune.engine.workflow.graph.CancellationPolicy;
import io.attune.engine.workflow.graph.Work;
import io.attune.engine.workflow.graph.WorkflowPlan;
import io.attune.engine.workflow.graph.WorkflowReader;
import io.attune.expression.Scope;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.schema.FlatSchema;
import io.attune.model.secret.SecretPlace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One run of a simulation, as the store knows it: its state as text, its children, and what it is still to be told. */
final class SimulatedRun implements WorkflowFacts {
    private static final JsonMapper JSON = new JsonMapper();

    /** A child; it is a run of its own when its action is a workflow. */
    static final class Child {
        final ChildKey key;
        boolean held;
        boolean cancelled;

        @Nullable
        SimulatedRun run;

        @Nullable
        ExecutionStatus end;

        JsonNode result = JsonNodeFactory.instance.objectNode();

        Child(ChildKey key, boolean held) {
            this.key = key;
            this.held = held;
        }

        /** Whether somebody outside works on it. */
        boolean isAtWork() {
            return !held && end == null && run == null;
        }
    }

    /**
     * Something to tell a run.
     *
     * @param policy of the workflow with which it is cancelled; null when that is its own
     */
    record Message(WorkflowInput input, @Nullable CancellationPolicy policy) {
        Message(WorkflowInput input) {
            this(input, null);
        }
    }

    final SimulatedWorkflow workflow;
    final WorkflowPlan plan;
    final ReferenceInterpreter reference;
    final int salt;
    final @Nullable SimulatedRun parent;
    final @Nullable Child as;
    final @Nullable SimulatedRun earlier;
    final Map<ChildKey, Child> children = new LinkedHashMap<>();
    final List<Message> arriving = new ArrayList<>();
    final List<Message> delivered = new ArrayList<>();
    final List<Timer> timers = new ArrayList<>();

    /** Tasks whose children of earlier runs count, as {@code task#iteration}. */
    final Set<String> reused = new HashSet<>();

    Optional<WorkflowCommand.Finish> finish = Optional.empty();
    boolean started;
    boolean paused;
    private String core = "";
    private String variables = "";

    private SimulatedRun(
            SimulatedWorkflow workflow,
            WorkflowPlan plan,
            ReferenceInterpreter reference,
            int salt,
            @Nullable SimulatedRun parent,
            @Nullable Child as,
            @Nullable SimulatedRun earlier) {
        this.workflow = workflow;
        this.plan = plan;
        this.reference = reference;
        this.salt = salt;
        this.parent = parent;
        this.as = as;
        this.earlier = earlier;
        store(WorkflowState.NEW);
    }

    static SimulatedRun of(SimulatedWorkflow workflow, int mostStarts) {
        return new SimulatedRun(
                workflow, plan(workflow), new ReferenceInterpreter(workflow, mostStarts), 0, null, null, null);
    }

    /** Of a child whose action is that workflow. */
    SimulatedRun below(Child child, SimulatedWorkflow inner, int mostStarts) {
        var reference = new ReferenceInterpreter(inner, mostStarts);
        return new SimulatedRun(inner, plan(inner), reference, 31 * salt + child.key.hashCode(), this, child, null);
    }

    /** That goes on with what this one has done. */
    SimulatedRun again(ReferenceInterpreter reference) {
        return new SimulatedRun(workflow, plan, reference, salt + 1, null, null, this);
    }

    private static WorkflowPlan plan(SimulatedWorkflow workflow) {
        return WorkflowReader.read(workflow.definition()).plan().orElseThrow();
    }

    boolean isOver() {
        return finish.isPresent() || (as != null && as.end != null);
    }

    void store(WorkflowState state) {
        core = StateJson.core(state).toString();
        variables = StateJson.variables(state).versions().toString();
    }

    void giveUp() {
        core = StateJson.givenUp(core()).toString();
    }

    WorkflowState load() {
        try {
            var stored = new StoredVariables((ArrayNode) JSON.readTree(variables), List.of());
            return StateJson.read(core(), Variables.stored(() -> stored));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private ObjectNode core() {
        try {
            return (ObjectNode) JSON.readTree(core);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public ObjectNode parameters() {
        return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public List<SecretPlace> parameterSecrets() {
        return List.of();
    }

    @Override
    public Optional<FlatSchema> action(String ref) {
        return ref.equals("core.missing") ? Optional.empty() : Optional.of(FlatSchema.EMPTY);
    }

    @Override
    public ChildResult result(String task, int iteration, @Nullable Integer item) {
        return find(task, iteration, item)
                .orElseThrow(() -> new AssertionError("the result of " + task + " is asked for before its end"));
    }

    private Optional<ChildResult> find(String task, int iteration, @Nullable Integer item) {
        return children.values().stream()
                .filter(child -> child.end != null
                        && child.key.task().equals(task)
                        && child.key.iteration() == iteration
                        && Objects.equals(child.key.item(), item))
                .reduce((_, later) -> later)
                .map(child -> new ChildResult(Objects.requireNonNull(child.end), child.result, List.of()))
                .or(() -> earlier == null ? Optional.empty() : earlier.find(task, iteration, item));
    }

    @Override
    public List<ChildResult> results(String task, int iteration, int total) {
        assertThat(plan.task(task).work()).isInstanceOf(Work.Action.class);
        List<ChildResult> results = new ArrayList<>();
        for (int item = 0; item < total; item++) {
            results.add(result(task, iteration, item));
        }
        return results;
    }

    @Override
    public Scope surroundings() {
        return Scope.empty();
    }

    @Override
    public List<SecretOrigin> surroundingSecrets() {
        return List.of();
    }
}
