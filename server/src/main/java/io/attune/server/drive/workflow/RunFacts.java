package io.attune.server.drive.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.parameter.SecretOrigin;
import io.attune.engine.workflow.ChildResult;
import io.attune.engine.workflow.WorkflowFacts;
import io.attune.expression.Scope;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.model.schema.FlatSchema;
import io.attune.model.secret.SecretMarker;
import io.attune.model.secret.SecretPlace;
import io.attune.server.catalog.CompiledAction;
import io.attune.store.Tx;
import io.attune.store.secret.SealedSecret;
import io.attune.store.secret.SecretHolder;
import io.attune.store.secret.SecretValueStore;
import io.attune.store.workflow.StoredRun;
import io.attune.store.workflow.TaskRunStore;
import io.attune.store.workflow.TaskRunStore.EndedChild;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks up what decisions about one run ask for, once. Used by one thread, in one transaction. */
final class RunFacts implements WorkflowFacts {
    private final Tx tx;
    private final StoredRun run;
    private final List<ExecutionId> runs;
    private final Function<String, Optional<CompiledAction>> actions;
    private final Surroundings surroundings;
    private final TaskRunStore children;
    private final SecretValueStore secretValues;
    private final Map<Asked, ChildResult> results = new HashMap<>();
    private @Nullable Parameters parameters;

    private record Asked(
            String task, int iteration, @Nullable Integer item) {}

    private record Parameters(ObjectNode values, List<SecretPlace> secrets) {}

    /** @param actions those that the run may use, by ref */
    RunFacts(
            Tx tx,
            StoredRun run,
            Function<String, Optional<CompiledAction>> actions,
            Surroundings surroundings,
            TaskRunStore children,
            SecretValueStore secretValues) {
        this.tx = tx;
        this.run = run;
        this.runs = Stream.concat(Stream.of(run.execution()), run.earlier().stream())
                .toList();
        this.actions = actions;
        this.surroundings = surroundings;
        this.children = children;
        this.secretValues = secretValues;
    }

    @Override
    public ObjectNode parameters() {
        return read().values();
    }

    @Override
    public List<SecretPlace> parameterSecrets() {
        return read().secrets();
    }

    /** Defaults were applied when the run was created, in place of nulls, too. */
    private Parameters read() {
        Parameters known = parameters;
        if (known == null) {
            ObjectNode values = children.parameters(tx, run.execution());
            List<SealedSecret> sealed = SecretMarker.isIn(values)
                    ? secretValues.list(
                            tx,
                            SecretHolder.EXECUTION_CONFIG,
                            List.of(run.execution().value()))
                    : List.of();
            known = new Parameters(
                    (ObjectNode) secretValues.restored(values, sealed),
                    sealed.stream().map(SealedSecret::place).toList());
            parameters = known;
        }
        return known;
    }

    @Override
    public Optional<FlatSchema> action(String ref) {
        return actions.apply(ref).map(found -> found.action().paramSchema());
    }

    @Override
    public ChildResult result(String task, int iteration, @Nullable Integer item) {
        return results.computeIfAbsent(
                new Asked(task, iteration, item),
                _ ->
                        opened(children.findResult(tx, runs, task, iteration, item)
                                        .map(List::of)
                                        .orElse(List.of()))
                                .stream()
                                .findFirst()
                                .orElseThrow(() -> new IllegalStateException("workflow " + run.execution()
                                        + " has no result of " + task + " " + iteration + " " + item)));
    }

    @Override
    public List<ChildResult> results(String task, int iteration, int total) {
        var ended = children.results(tx, runs, task, iteration);
        if (ended.size() != total) {
            throw new IllegalStateException("workflow " + run.execution() + " has " + ended.size() + " results of "
                    + task + " " + iteration + ", not " + total);
        }
        return opened(ended);
    }

    /** With the secrets in their places; most have none. */
    private List<ChildResult> opened(List<EndedChild> ended) {
        var hiding = ended.stream()
                .filter(child -> SecretMarker.isIn(child.result()))
                .map(child -> child.execution().value())
                .toList();
        Map<Long, List<SealedSecret>> sealed = secretValues.list(tx, SecretHolder.EXECUTION_RESULT, hiding).stream()
                .collect(Collectors.groupingBy(SealedSecret::entity));
        List<ChildResult> opened = new ArrayList<>(ended.size());
        for (EndedChild child : ended) {
            opened.add(opened(child, sealed.getOrDefault(child.execution().value(), List.of())));
        }
        return opened;
    }

    private ChildResult opened(EndedChild child, List<SealedSecret> secrets) {
        JsonNode value = secretValues.restored(child.result(), secrets);
        ExecutionStatus status = child.status();
        return new ChildResult(
                status, value, secrets.stream().map(SealedSecret::place).toList());
    }

    @Override
    public Scope surroundings() {
        return surroundings;
    }

    @Override
    public List<SecretOrigin> surroundingSecrets() {
        return surroundings.secrets();
    }
}
