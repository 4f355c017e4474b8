package io.attune.server.drive.workflow;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.parameter.CheckedParameters;
import io.attune.engine.workflow.ChildKey;
import io.attune.engine.workflow.WorkflowCommand.RetryChild;
import io.attune.engine.workflow.WorkflowCommand.StartChild;
import io.attune.model.secret.SecretPlace;
import io.attune.model.secret.SecretSource;
import io.attune.server.catalog.CatalogSnapshot;
import io.attune.server.catalog.CompiledAction;
import io.attune.server.drive.dispatch.Starts;
import io.attune.store.execution.NewExecution;
import io.attune.store.execution.NewExecution.PlacementOverride;
import io.attune.store.execution.NewExecution.Retention;
import io.attune.store.execution.NewExecution.Start;
import io.attune.store.execution.PastRun;
import io.attune.store.workflow.StoredRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the children of one run (workflows.md §6.2). What is wrong with one makes a child that has failed, so that its task can say so. */
final class ChildRuns {
    private static final String SETS = "permission_set_refs";
    private static final String SELECTOR = "worker_selector";
    private static final String TOLERATIONS = "worker_tolerations";
    private static final String AFFINITY = "worker_affinity";
    private static final String TIMEOUT = "timeout_seconds";

    private final StoredRun run;
    private final @Nullable CompiledAction own;
    private final CatalogSnapshot catalog;
    private final Function<String, Optional<CompiledAction>> actions;

    /**
     * @param own the action of the run itself; null when it is gone
     * @param actions those that the run may use, by ref
     */
    ChildRuns(
            StoredRun run,
            @Nullable CompiledAction own,
            CatalogSnapshot catalog,
            Function<String, Optional<CompiledAction>> actions) {
        this.run = run;
        this.own = own;
        this.catalog = catalog;
        this.actions = actions;
    }

    NewExecution of(StartChild child) {
        CompiledAction compiled = actions.apply(child.action())
                .orElseThrow(() -> new IllegalStateException("a child of an action that nobody knows"));
        CheckedParameters checked = compiled.check().checkBeforeKeys(child.parameters());
        ObjectNode overrides = child.overrides();
        PlacementOverride placement = new PlacementOverride(
                given(overrides, SELECTOR), given(overrides, TOLERATIONS), given(overrides, AFFINITY));
        Start start = problem(overrides)
                .map(problem -> (Start) Starts.fail(problem))
                .orElseGet(() -> checked.fit()
                        ? Starts.of(compiled, catalog, placement, child.timeout())
                        : Starts.fail(checked.text()));
        return new NewExecution(
                run.tenant(),
                compiled.action().id(),
                compiled.action().ref(),
                run.origin(),
                checked.parameters(),
                secrets(compiled, checked.parameters(), child.secrets()),
                run.envVars(),
                overrides.has(SETS)
                        ? texts(overrides.get(SETS))
                        : compiled.action().defaultPermissionSetRefs(),
                retention(compiled),
                start instanceof Start.Fail ? PlacementOverride.NONE : placement,
                child.held() ? held(start) : start,
                task(child),
                null);
    }

    /** What was asked for the workflow, where that is not what its action says, is asked for its children too. */
    private Retention retention(CompiledAction child) {
        boolean usual = own == null || run.artifactRetention().equals(Starts.retention(own.action()));
        return usual ? Starts.retention(child.action()) : run.artifactRetention();
    }

    private static Start held(Start start) {
        return start instanceof Start.Fail ? start : new Start.Held(start);
    }

    /** Those that the schema declares, with the origin of what they hold, and those that nobody declared. */
    private static List<SecretPlace> secrets(
            CompiledAction compiled, ObjectNode parameters, List<SecretPlace> carried) {
        List<SecretPlace> secrets = new ArrayList<>();
        for (JsonPointer at : compiled.action().paramSchema().locateSecrets(parameters)) {
            SecretPlace place = new SecretPlace(at, SecretSource.SCHEMA);
            secrets.add(carried.stream()
                    .filter(inside -> place.holds(inside.at()))
                    .findFirst()
                    .map(inside -> new SecretPlace(at, inside.source()))
                    .orElse(place));
        }
        carried.stream()
                .filter(place -> secrets.stream().noneMatch(known -> known.holds(place.at())))
                .forEach(secrets::add);
        return secrets;
    }

    private ObjectNode task(StartChild child) {
        ChildKey key = child.child();
        ObjectNode task = JsonNodeFactory.instance
                .objectNode()
                .put("workflow_execution", run.execution().value())
                .put("task_name", key.task())
                .put("iteration", key.iteration());
        if (child.triggeredBy() != null) {
            task.put("triggered_by", child.triggeredBy());
        }
        if (key.item() != null) {
            task.put("task_index", key.item());
            if (child.batched()) {
                task.put("task_batch", key.item());
            }
        }
        task.put("retry_count", key.attempt()).put("max_retries", child.maxRetries());
        Duration timeout = child.timeout();
        if (timeout != null) {
            task.put(TIMEOUT, timeout.toSeconds());
        }
        return task.put("timed_out", false);
    }

    /** The next attempt at a child: everything as it was, nothing rendered again. */
    NewExecution again(RetryChild retry, PastRun before) {
        Optional<CompiledAction> compiled = actions.apply(before.actionRef());
        ObjectNode task = before.task().deepCopy();
        task.remove(List.of("timed_out", "started_at", "completed_at", "duration_ms"));
        task.put("retry_count", retry.child().attempt())
                .put("next_retry_at", retry.at().toString())
                .put("timed_out", false);
        Duration timeout =
                task.has(TIMEOUT) ? Duration.ofSeconds(task.get(TIMEOUT).longValue()) : null;
        Start start = compiled.map(found -> Starts.of(found, catalog, before.placement(), timeout))
                .orElseGet(() -> Starts.fail("there is no action '" + before.actionRef() + "' any more"));
        return new NewExecution(
                run.tenant(),
                compiled.map(found -> found.action().id()).orElse(null),
                before.actionRef(),
                run.origin(),
                before.parameters(),
                before.secrets(),
                before.envVars(),
                before.permissionSetRefs(),
                before.artifactRetention(),
                before.placement(),
                held(start),
                task,
                NewExecution.Repetition.after(
                        before.original(),
                        before.status(),
                        retry.child().attempt(),
                        before.task().path("max_retries").intValue()));
    }

    private static @Nullable JsonNode given(ObjectNode overrides, String field) {
        JsonNode value = overrides.get(field);
        return value == null || value.isNull() ? null : value;
    }

    private static List<String> texts(JsonNode value) {
        if (value.isTextual()) {
            return List.of(value.textValue());
        }
        return value.valueStream().map(JsonNode::asText).toList();
    }

    /** What is wrong with rendered permission sets or placement. */
    private static Optional<String> problem(ObjectNode overrides) {
        JsonNode sets = overrides.path(SETS);
        if (!sets.isMissingNode()
                && !sets.isNull()
                && !sets.isTextual()
                && !(sets.isArray() && sets.valueStream().allMatch(JsonNode::isTextual))) {
            return Optional.of(SETS + " must be a list of texts");
        }
        for (String field : List.of(SELECTOR, AFFINITY)) {
            JsonNode value = given(overrides, field);
            if (value != null && !value.isObject()) {
                return Optional.of(field + " must be an object");
            }
        }
        JsonNode tolerations = given(overrides, TOLERATIONS);
        return tolerations == null || tolerations.isArray()
                ? Optional.empty()
                : Optional.of(TOLERATIONS + " must be a list");
    }
}
