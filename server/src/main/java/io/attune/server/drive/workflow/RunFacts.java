package io.attune.server.drive.workflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.parameter.SecretOrigin;
import io.attune.engine.workflow.ChildResult;
import io.attune.engine.workflow.WorkflowFacts;
import io.attune.expression.Scope;
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
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Looks up what decisions about one run ask for, once. Used by one thread, in one transaction. */
final class RunFacts implements WorkflowFacts {
    private final Tx tx;
    private final StoredRun run;
    private final Function<String, Optional<CompiledAction>> actions;
    private final Surroundings surroundings;
    private final TaskRunStore children;
    private final SecretValueStore secretValues;
    private final ChildResults results;
    private @Nullable Parameters parameters;

    private record Parameters(ObjectNode values, List<SecretPlace> secrets) {}

    /**
     * @param actions those that the run may use, by ref
     * @param counted whether the attempt at these decisions is
     */
    RunFacts(
            Tx tx,
            StoredRun run,
            Function<String, Optional<CompiledAction>> actions,
            Surroundings surroundings,
            TaskRunStore children,
            SecretValueStore secretValues,
            boolean counted) {
        this.tx = tx;
        this.run = run;
        this.actions = actions;
        this.surroundings = surroundings;
        this.children = children;
        this.secretValues = secretValues;
        this.results = new ChildResults(tx, run, children, secretValues, counted);
    }

    @Override
    public ObjectNode parameters() {
        return read().values();
    }

    @Override
    public List<SecretPlace> parameterSecrets() {
        return read().secrets();
    }

    /** Whether an earlier run had other parameters. */
    boolean differFrom(ExecutionId earlier) {
        return !opened(earlier, children.parameters(tx, earlier)).values().equals(parameters());
    }

    private Parameters read() {
        Parameters known = parameters;
        if (known == null) {
            ObjectNode carried = run.parameters();
            known = opened(run.execution(), carried == null ? children.parameters(tx, run.execution()) : carried);
            parameters = known;
        }
        return known;
    }

    /** Defaults were applied when the run was created, in place of nulls, too. */
    private Parameters opened(ExecutionId execution, ObjectNode values) {
        List<SealedSecret> sealed = SecretMarker.isIn(values)
                ? secretValues.list(tx, SecretHolder.EXECUTION_CONFIG, List.of(execution.value()))
                : List.of();
        return new Parameters(
                (ObjectNode) secretValues.restored(values, sealed),
                sealed.stream().map(SealedSecret::place).toList());
    }

    @Override
    public Optional<FlatSchema> action(String ref) {
        return actions.apply(ref).map(found -> found.action().paramSchema());
    }

    /** Begins another decision. */
    void next() {
        results.next();
    }

    @Override
    public ChildResult result(String task, int iteration, @Nullable Integer item) {
        return results.of(task, iteration, item);
    }

    @Override
    public List<ChildResult> results(String task, int iteration, int total) {
        return results.all(task, iteration, total);
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
