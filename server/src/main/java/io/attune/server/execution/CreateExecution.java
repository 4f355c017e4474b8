package io.attune.server.execution;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.WireEnum;
import io.attune.model.catalog.RetentionPolicy;
import io.attune.model.execution.EnvironmentNames;
import io.attune.model.secret.SecretTexts;
import io.attune.server.http.AttuneException;
import io.attune.server.http.FieldChecks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code CreateExecution} of api-runs.md §3.3. Placement absent inherits from the action; empty clears it. */
public record CreateExecution(
        @Nullable String actionRef,
        @Nullable JsonNode parameters,
        @Nullable JsonNode envVars,
        @Nullable List<String> permissionSetRefs,
        @Nullable String artifactRetentionPolicy,
        @Nullable Integer artifactRetentionLimit,
        @Nullable JsonNode workerSelector,
        @Nullable JsonNode workerTolerations,
        @Nullable JsonNode workerAffinity) {
    private static final List<String> TERMS = List.of("required", "anti_affinity");
    private static final List<String> WITH_VALUES = List.of("in", "not_in");
    private static final List<String> WITHOUT_VALUES = List.of("exists", "does_not_exist");

    /** @throws AttuneException 422 for a missing field, 400 for a bad placement or limit */
    void check() {
        var checks = new FieldChecks().text("action_ref", actionRef, 1, 255);
        if (parameters != null && !parameters.isNull() && !parameters.isObject()) {
            checks.finding("parameters", "must be an object");
        }
        if (artifactRetentionPolicy != null
                && WireEnum.find(RetentionPolicy.class, artifactRetentionPolicy).isEmpty()) {
            checks.finding("artifact_retention_policy", "must be versions, days, hours or minutes");
        }
        checkEnvVars(checks);
        checks.done();
        require(
                artifactRetentionLimit == null || artifactRetentionLimit > 0,
                "artifact_retention_limit must be above 0");
        checkSelector();
        checkTolerations();
        checkAffinity();
    }

    String checkedActionRef() {
        return actionRef == null ? "" : actionRef;
    }

    ObjectNode givenParameters() {
        return parameters instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
    }

    /** The variables, or null when the field does not map names to texts: then it is ignored. */
    @Nullable
    ObjectNode givenEnvVars() {
        if (!(envVars instanceof ObjectNode object)) {
            return null;
        }
        for (var entry : object.properties()) {
            if (!entry.getValue().isTextual()) {
                return null;
            }
        }
        return object;
    }

    private void checkEnvVars(FieldChecks checks) {
        var variables = givenEnvVars();
        if (variables != null) {
            variables
                    .fieldNames()
                    .forEachRemaining(name -> EnvironmentNames.refusal(name)
                            .ifPresent(problem -> checks.finding("env_vars." + name, problem)));
        }
    }

    /**
     * Variables are stored and shown in clear, and every process on the machine may see them.
     *
     * @param secrets where the parameters hold secrets
     * @throws AttuneException 422 when a variable holds the value of one
     */
    void requireNoSecretVariables(List<JsonPointer> secrets) {
        var variables = givenEnvVars();
        if (variables == null || secrets.isEmpty()) {
            return;
        }
        var checks = new FieldChecks();
        for (var secret : secrets) {
            SecretTexts.in(givenParameters().at(secret))
                    .forEach(
                            text -> variables.properties().stream()
                                    .filter(variable ->
                                            variable.getValue().textValue().contains(text))
                                    .forEach(
                                            variable -> checks.finding(
                                                    "env_vars." + variable.getKey(),
                                                    "must not hold the value of a secret parameter: secrets reach an action on standard input only")));
        }
        checks.done();
    }

    static boolean isGiven(@Nullable JsonNode value) {
        return value != null && !value.isNull();
    }

    private void checkSelector() {
        if (workerSelector == null || workerSelector.isNull()) {
            return;
        }
        require(workerSelector.isObject(), "worker_selector must be an object of labels");
        for (var entry : workerSelector.properties()) {
            require(
                    !entry.getKey().isBlank()
                            && entry.getValue().isTextual()
                            && !entry.getValue().asText().isBlank(),
                    "worker_selector." + entry.getKey() + ": labels and their values must be non-empty text");
        }
    }

    private void checkTolerations() {
        if (workerTolerations == null || workerTolerations.isNull()) {
            return;
        }
        require(workerTolerations.isArray(), "worker_tolerations must be a list");
        for (var toleration : workerTolerations) {
            require(!toleration.path("key").asText().isBlank(), "worker_tolerations: each toleration needs a key");
            require(
                    List.of("equal", "exists")
                            .contains(toleration.path("operator").asText("equal")),
                    "worker_tolerations: operator must be equal or exists");
            require(
                    List.of("no_schedule", "prefer_no_schedule")
                            .contains(toleration.path("effect").asText("no_schedule")),
                    "worker_tolerations: effect must be no_schedule or prefer_no_schedule");
        }
    }

    private void checkAffinity() {
        if (workerAffinity == null || workerAffinity.isNull()) {
            return;
        }
        require(workerAffinity.isObject(), "worker_affinity must be an object");
        for (var name : TERMS) {
            for (var term : workerAffinity.path(name)) {
                checkTerm(name, term);
            }
        }
        for (var preferred : workerAffinity.path("preferred")) {
            int weight = preferred.path("weight").asInt(1);
            require(weight >= 1 && weight <= 100, "worker_affinity.preferred: weight must be from 1 to 100");
            checkTerm("preferred", preferred.path("preference"));
        }
    }

    private static void checkTerm(String where, JsonNode term) {
        for (var expression : term.path("match_expressions")) {
            var operator = expression.path("operator").asText();
            boolean values = !expression.path("values").isEmpty();
            require(
                    !expression.path("key").asText().isBlank()
                            && ((WITH_VALUES.contains(operator) && values)
                                    || (WITHOUT_VALUES.contains(operator) && !values)),
                    "worker_affinity." + where
                            + ": an expression needs a key and in or not_in with values, or exists or does_not_exist without");
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw AttuneException.badRequest(message);
        }
    }
}
