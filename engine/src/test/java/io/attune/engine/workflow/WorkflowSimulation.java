package io.attune.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.parameter.SecretOrigin;
import io.attune.engine.workflow.graph.Work;
import io.attune.engine.workflow.graph.WorkflowPlan;
import io.attune.engine.workflow.graph.WorkflowReader;
import io.attune.expression.Scope;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.schema.FlatSchema;
import io.attune.model.secret.SecretPlace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One random workflow against a store that loses what was not committed: decisions are made and lost before their commit, inputs come twice,
 * late and in any order, the state lives as text between any two steps, people pause, resume and cancel. After each step the children are
 * those of {@link ReferenceInterpreter}.
 */
final class WorkflowSimulation implements WorkflowFacts {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MOST_STARTS = 12;
    private static final int MOST_STEPS = 20_000;

    /** What a simulation went through. */
    record Report(int steps, int crashes, int duplicates, int interventions, ExecutionStatus status) {}

    private static final class Child {
        final ChildKey key;
        boolean held;

        @Nullable
        ExecutionStatus end;

        Child(ChildKey key, boolean held) {
            this.key = key;
            this.held = held;
        }
    }

    private final Random random;
    private final SimulatedWorkflow workflow;
    private final WorkflowPlan plan;
    private final WorkflowDecider decider = new WorkflowDecider(MOST_STARTS);
    private final ReferenceInterpreter reference;
    private final Map<ChildKey, Child> children = new LinkedHashMap<>();
    private final List<WorkflowInput> arriving = new ArrayList<>();
    private final List<WorkflowInput> delivered = new ArrayList<>();
    private final List<Timer> timers = new ArrayList<>();
    private String core = "";
    private String variables = "";
    private Optional<WorkflowCommand.Finish> finish = Optional.empty();
    private boolean paused;
    private int steps;
    private int crashes;
    private int duplicates;
    private int interventions;

    WorkflowSimulation(long seed) {
        this.random = new Random(seed ^ 0x5DEECE66DL);
        this.workflow = SimulatedWorkflow.random(seed);
        this.plan = WorkflowReader.read(workflow.definition()).plan().orElseThrow();
        this.reference = new ReferenceInterpreter(workflow, MOST_STARTS);
        store(WorkflowState.NEW);
    }

    Report run() {
        reference.start();
        deliver(new WorkflowInput.Started(now(), null));
        while (finish.isEmpty()) {
            assertThat(steps).as("steps: it hangs").isLessThan(MOST_STEPS);
            step();
        }
        deliverAgain();
        return new Report(
                steps, crashes, duplicates, interventions, finish.get().status());
    }

    private Instant now() {
        return Instant.EPOCH.plusSeconds(steps);
    }

    private void step() {
        int dice = random.nextInt(100);
        if (dice < 4) {
            intervene();
        } else if (dice < 14) {
            deliverAgain();
        } else if (dice < 55) {
            endAChild();
        } else if (dice < 85 && !arriving.isEmpty()) {
            deliver(arriving.remove(random.nextInt(arriving.size())));
        } else if (!timers.isEmpty()) {
            deliver(new WorkflowInput.TimerFired(now(), timers.remove(random.nextInt(timers.size()))));
        } else if (isStuck()) {
            assertThat(paused)
                    .as("nothing can happen any more, so it must be paused")
                    .isTrue();
            resume();
        }
    }

    private boolean isStuck() {
        return arriving.isEmpty()
                && timers.isEmpty()
                && children.values().stream().allMatch(child -> child.held || child.end != null);
    }

    private void intervene() {
        interventions++;
        int what = random.nextInt(12);
        if (what == 0) {
            deliver(new WorkflowInput.CancelRequested(now()));
        } else if (what < 7) {
            paused = true;
            deliver(new WorkflowInput.PauseRequested(now()));
        } else {
            resume();
        }
    }

    private void resume() {
        paused = false;
        deliver(new WorkflowInput.ResumeRequested(now()));
    }

    private void deliverAgain() {
        if (!delivered.isEmpty()) {
            duplicates++;
            deliver(delivered.get(random.nextInt(delivered.size())));
        }
    }

    private void endAChild() {
        List<Child> running = children.values().stream()
                .filter(child -> !child.held && child.end == null)
                .toList();
        if (!running.isEmpty()) {
            Child child = running.get(random.nextInt(running.size()));
            end(child, workflow.ending(child.key));
        }
    }

    private void end(Child child, ExecutionStatus status) {
        child.end = status;
        arriving.add(new WorkflowInput.ChildFinished(now(), child.key, status, false));
    }

    private void deliver(WorkflowInput input) {
        steps++;
        while (random.nextInt(10) == 0) {
            // The process dies before the commit; nobody will ever know this decision.
            crashes++;
            decider.decide(plan, load(), input, this);
        }
        WorkflowState before = load();
        Decision decision = decider.decide(plan, before, input, this);
        store(decision.state());
        assertThat(load()).isEqualTo(decision.state());
        decision.commands().forEach(this::apply);
        if (!(input instanceof WorkflowInput.PauseRequested)
                && !(input instanceof WorkflowInput.ResumeRequested)
                && !(input instanceof WorkflowInput.CancelRequested)) {
            delivered.add(input);
        }
        tell(input);
        compare(decision.state());
    }

    private void tell(WorkflowInput input) {
        switch (input) {
            case WorkflowInput.Started _, WorkflowInput.Rerun _ -> {
                // The reference was started before.
            }
            case WorkflowInput.ChildFinished finished -> reference.childOver(finished.child(), finished.status());
            case WorkflowInput.TimerFired fired -> reference.timerRang(fired.timer());
            case WorkflowInput.CancelRequested _ -> reference.cancel();
            case WorkflowInput.PauseRequested _ -> reference.pause();
            case WorkflowInput.ResumeRequested _ -> reference.resume();
        }
    }

    private void compare(WorkflowState state) {
        assertThat(children.keySet()).as("children").isEqualTo(reference.created);
        Set<ChildKey> allowed = new HashSet<>();
        children.values().stream().filter(child -> !child.held).forEach(child -> allowed.add(child.key));
        assertThat(allowed).as("children that may run").isEqualTo(reference.allowed);
        Map<String, Object> published = new LinkedHashMap<>();
        state.variables()
                .values()
                .properties()
                .forEach(variable -> published.put(
                        variable.getKey(),
                        variable.getValue().isTextual()
                                ? variable.getValue().textValue()
                                : variable.getValue().intValue()));
        assertThat(published).as("variables").isEqualTo(reference.variables);
        assertThat(finish.map(WorkflowCommand.Finish::status).orElse(null))
                .as("status")
                .isEqualTo(reference.ended);
        workflow.nodes().stream()
                .filter(node -> node.items() != null)
                .forEach(node -> assertThat(
                                state.task(node.name()).progress() instanceof Progress.Items items
                                        ? items.running()
                                        : 0)
                        .as("running items of %s", node.name())
                        .isLessThanOrEqualTo(node.concurrency()));
    }

    private void apply(WorkflowCommand command) {
        switch (command) {
            case WorkflowCommand.StartChild start -> create(new Child(start.child(), start.held()));
            case WorkflowCommand.RetryChild retry -> create(new Child(retry.child(), true));
            case WorkflowCommand.ReleaseChild release -> {
                Child child = Objects.requireNonNull(children.get(release.child()));
                assertThat(child.held).as("%s is released once", child.key).isTrue();
                child.held = false;
            }
            case WorkflowCommand.StartTimer timer -> timers.add(timer.timer());
            case WorkflowCommand.CancelChildren _ ->
                children.values().stream()
                        .filter(child -> child.end == null && (child.held || random.nextBoolean()))
                        .forEach(child -> end(child, ExecutionStatus.CANCELLED));
            case WorkflowCommand.ReuseChildren _ -> throw new AssertionError("nothing is run again");
            case WorkflowCommand.Finish ending -> {
                assertThat(finish).as("it ends once").isEmpty();
                finish = Optional.of(ending);
            }
        }
    }

    private void create(Child child) {
        assertThat(children.put(child.key, child))
                .as("%s is created once", child.key)
                .isNull();
    }

    private void store(WorkflowState state) {
        core = StateJson.core(state).toString();
        variables = StateJson.variables(state).versions().toString();
    }

    private WorkflowState load() {
        try {
            var stored = new StoredVariables((ArrayNode) JSON.readTree(variables), List.of());
            return StateJson.read((ObjectNode) JSON.readTree(core), Variables.stored(() -> stored));
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
        Child latest = children.values().stream()
                .filter(child -> child.end != null
                        && child.key.task().equals(task)
                        && child.key.iteration() == iteration
                        && Objects.equals(child.key.item(), item))
                .reduce((_, later) -> later)
                .orElseThrow(() -> new AssertionError("the result of " + task + " is asked for before its end"));
        JsonNode value = SimulatedWorkflow.result(latest.key);
        return new ChildResult(Objects.requireNonNull(latest.end), value, List.of());
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
