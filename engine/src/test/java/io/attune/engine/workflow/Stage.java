package io.attune.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.attune.engine.parameter.SecretOrigin;
import io.attune.engine.workflow.graph.CancellationPolicy;
import io.attune.engine.workflow.graph.WorkflowPlan;
import io.attune.engine.workflow.graph.WorkflowReader;
import io.attune.expression.Scope;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.schema.FlatSchema;
import io.attune.model.secret.SecretPlace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Plays the part of driver and children for one workflow. After each decision the state is written, read again, and compared. */
final class Stage implements WorkflowFacts {
    private static final YAMLMapper YAML = new YAMLMapper();

    /** A child as the store would know it. */
    static final class Child {
        final WorkflowCommand.StartChild started;
        boolean held;
        Optional<ChildResult> end = Optional.empty();

        Child(WorkflowCommand.StartChild started, boolean held) {
            this.started = started;
            this.held = held;
        }
    }

    final WorkflowPlan plan;
    final Map<ChildKey, Child> children = new LinkedHashMap<>();
    final Map<Timer, Instant> timers = new LinkedHashMap<>();
    final List<Note> notes = new ArrayList<>();
    final List<CancellationPolicy> cancels = new ArrayList<>();
    final List<WorkflowCommand.ReuseChildren> reused = new ArrayList<>();
    final Map<String, FlatSchema> schemas = new HashMap<>();
    Map<ChildKey, Child> reusing = Map.of();
    ObjectNode parameters = JsonNodeFactory.instance.objectNode();
    List<SecretPlace> parameterSecrets = List.of();
    Scope surroundings = Scope.empty();
    List<SecretOrigin> surroundingSecrets = List.of();
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    WorkflowState state = WorkflowState.NEW;
    Optional<WorkflowCommand.Finish> finish = Optional.empty();
    int maxDispatches = 1000;
    int lookUps;

    private Stage(WorkflowPlan plan) {
        this.plan = plan;
    }

    static Stage of(String definition) {
        var reading = WorkflowReader.read(yaml(definition));
        assertThat(reading.problems()).isEmpty();
        return new Stage(reading.plan().orElseThrow());
    }

    static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    Stage with(String parametersYaml) {
        parameters = (ObjectNode) yaml(parametersYaml);
        return this;
    }

    Stage start() {
        return input(new WorkflowInput.Started(now, null));
    }

    Stage input(WorkflowInput input) {
        WorkflowState before = state;
        Decision decision = new WorkflowDecider(maxDispatches).decide(plan, before, input, this);
        assertThat(new WorkflowDecider(maxDispatches).decide(plan, before, input, this))
                .isEqualTo(decision);
        StoredVariables variables = StateJson.variables(decision.state());
        state = StateJson.read(StateJson.core(decision.state()), Variables.stored(() -> variables));
        assertThat(state).isEqualTo(decision.state());
        notes.addAll(decision.notes());
        decision.commands().forEach(this::apply);
        return this;
    }

    private void apply(WorkflowCommand command) {
        switch (command) {
            case WorkflowCommand.StartChild start ->
                assertThat(children.put(start.child(), new Child(start, start.held())))
                        .as("child %s started twice", start.child())
                        .isNull();
            case WorkflowCommand.RetryChild retry -> {
                var key = retry.child();
                var first =
                        Objects.requireNonNull(children.get(new ChildKey(key.task(), key.iteration(), key.item(), 0)));
                assertThat(children.put(key, new Child(first.started, true))).isNull();
            }
            case WorkflowCommand.ReleaseChild release -> {
                var child = Objects.requireNonNull(children.get(release.child()));
                assertThat(child.held).as("%s was held", release.child()).isTrue();
                child.held = false;
            }
            case WorkflowCommand.StartTimer timer -> timers.put(timer.timer(), timer.at());
            case WorkflowCommand.CancelChildren cancel -> cancels.add(cancel.policy());
            case WorkflowCommand.ReuseChildren reuse -> {
                reused.add(reuse);
                reusing.forEach((key, child) -> {
                    boolean isMeant = key.task().equals(reuse.task()) && key.iteration() == reuse.iteration();
                    Integer item = key.item();
                    boolean isAmong = reuse.items() == null
                            ? item == null
                            : item != null
                                    && item < reuse.items().size()
                                    && reuse.items().contains(item);
                    if (isMeant && isAmong) {
                        children.put(key, child);
                    }
                });
            }
            case WorkflowCommand.Finish ending -> {
                assertThat(finish).isEmpty();
                finish = Optional.of(ending);
            }
        }
    }

    /** The children that run, as {@code task}, {@code task/item}, with {@code #n} for iterations and {@code ~n} for attempts after the first. */
    List<String> running() {
        return children.entrySet().stream()
                .filter(child -> child.getValue().end.isEmpty() && !child.getValue().held)
                .map(child -> name(child.getKey()))
                .toList();
    }

    List<String> held() {
        return children.entrySet().stream()
                .filter(child -> child.getValue().end.isEmpty() && child.getValue().held)
                .map(child -> name(child.getKey()))
                .toList();
    }

    static String name(ChildKey key) {
        return key.task()
                + (key.item() == null ? "" : "/" + key.item())
                + (key.iteration() == 1 ? "" : "#" + key.iteration())
                + (key.attempt() == 0 ? "" : "~" + key.attempt());
    }

    ChildKey key(String name) {
        return children.keySet().stream()
                .filter(key -> name(key).equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no child " + name + " among " + running()));
    }

    ObjectNode input(String child) {
        return Objects.requireNonNull(children.get(key(child))).started.parameters();
    }

    Stage complete(String... names) {
        for (String name : names) {
            end(name, ExecutionStatus.COMPLETED, false, "{}");
        }
        return this;
    }

    Stage completeWith(String name, String resultYaml) {
        return end(name, ExecutionStatus.COMPLETED, false, resultYaml);
    }

    Stage fail(String... names) {
        for (String name : names) {
            end(name, ExecutionStatus.FAILED, false, "{error: broken, succeeded: false}");
        }
        return this;
    }

    Stage timeOut(String name) {
        return end(name, ExecutionStatus.FAILED, true, "{error: Execution timed out after 2 seconds}");
    }

    Stage end(String name, ExecutionStatus status, boolean timedOut, String resultYaml) {
        return end(name, timedOut, new ChildResult(status, yaml(resultYaml), List.of()));
    }

    Stage end(String name, boolean timedOut, ChildResult result) {
        ChildKey key = key(name);
        var child = Objects.requireNonNull(children.get(key));
        assertThat(child.end).as("%s ended twice", name).isEmpty();
        child.end = Optional.of(result);
        return input(new WorkflowInput.ChildFinished(now, key, result.status(), timedOut));
    }

    /** Lets time pass, and the timers fire that are due. */
    Stage pass(Duration duration) {
        now = now.plus(duration);
        List.copyOf(timers.entrySet()).forEach(timer -> {
            if (!timer.getValue().isAfter(now) && timers.remove(timer.getKey(), timer.getValue())) {
                input(new WorkflowInput.TimerFired(now, timer.getKey()));
            }
        });
        return this;
    }

    ExecutionStatus status() {
        return finish.map(WorkflowCommand.Finish::status).orElse(ExecutionStatus.RUNNING);
    }

    JsonNode result() {
        return finish.orElseThrow().result();
    }

    String error() {
        return result().path("error").asText();
    }

    @Override
    public ObjectNode parameters() {
        return parameters;
    }

    @Override
    public List<SecretPlace> parameterSecrets() {
        return parameterSecrets;
    }

    @Override
    public Optional<FlatSchema> action(String ref) {
        return ref.equals("core.missing") ? Optional.empty() : Optional.of(schemas.getOrDefault(ref, FlatSchema.EMPTY));
    }

    @Override
    public ChildResult result(String task, int iteration, @Nullable Integer item) {
        lookUps++;
        return Stream.concat(reusing.entrySet().stream(), children.entrySet().stream())
                .filter(child -> child.getKey().task().equals(task)
                        && child.getKey().iteration() == iteration
                        && Objects.equals(child.getKey().item(), item))
                .flatMap(child -> child.getValue().end.stream())
                .reduce((_, later) -> later)
                .orElseThrow();
    }

    @Override
    public List<ChildResult> results(String task, int iteration, int total) {
        lookUps++;
        Map<Integer, ChildResult> latest = new HashMap<>();
        children.forEach((key, child) -> {
            if (key.task().equals(task) && key.iteration() == iteration) {
                child.end.ifPresent(end -> latest.put(Objects.requireNonNull(key.item()), end));
            }
        });
        return latest.keySet().stream().sorted().map(latest::get).toList();
    }

    @Override
    public Scope surroundings() {
        return surroundings;
    }

    @Override
    public List<SecretOrigin> surroundingSecrets() {
        return surroundingSecrets;
    }
}
