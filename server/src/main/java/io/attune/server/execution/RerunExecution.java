package io.attune.server.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Given;
import io.attune.store.execution.PastRun;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What differs when an execution is run again (api.md §7).
 *
 * @param parameters laid over the original ones, or all there are
 * @param replaceParameters whether none of the original parameters stays
 * @param from where a workflow begins: {@code start}, {@code failed}, or a task
 */
public record RerunExecution(
        @Nullable JsonNode parameters,
        @Nullable Boolean replaceParameters,
        @Nullable List<String> permissionSetRefs,
        @Nullable JsonNode workerSelector,
        @Nullable JsonNode workerTolerations,
        @Nullable JsonNode workerAffinity,
        @Nullable String from) {
    static final RerunExecution SAME = new RerunExecution(null, null, null, null, null, null, null);

    private static final String START = "start";
    private static final String FAILED = "failed";

    void check() {
        var checks = new FieldChecks().optionalText("from", from, 1, 255);
        if (parameters != null && !parameters.isNull() && !parameters.isObject()) {
            checks.finding("parameters", "must be an object");
        }
        if (replaces() && (parameters == null || parameters.isNull())) {
            checks.finding("parameters", "must be given with replace_parameters; {} for none");
        }
        checks.done();
    }

    /** Whether the parameter of that name, at the top level, is given anew. */
    boolean gives(String parameter) {
        return parameters != null && parameters.has(parameter);
    }

    /** Whether the run will have other parameters than the original, as far as the request can say. */
    boolean changesParameters() {
        return replaces() || (parameters != null && !parameters.isEmpty());
    }

    boolean replaces() {
        return Boolean.TRUE.equals(replaceParameters);
    }

    boolean fromStart() {
        return from == null || from.equals(START);
    }

    /** The task from which on everything is done again; null for those that failed. */
    @Nullable
    String task() {
        return from == null || from.equals(FAILED) ? null : from;
    }

    /** The request that would start it anew. */
    CreateExecution over(PastRun before) {
        ObjectNode merged = replaces()
                ? JsonNodeFactory.instance.objectNode()
                : before.parameters().deepCopy();
        if (parameters instanceof ObjectNode given) {
            merged.setAll(given);
        }
        return new CreateExecution(
                before.actionRef(),
                merged,
                before.envVars(),
                Given.or(permissionSetRefs, before.permissionSetRefs()),
                before.artifactRetention().policy().wire(),
                before.artifactRetention().limit(),
                Given.orNull(workerSelector, before.placement().selector()),
                Given.orNull(workerTolerations, before.placement().tolerations()),
                Given.orNull(workerAffinity, before.placement().affinity()));
    }
}
