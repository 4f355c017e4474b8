package io.attune.server.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.execution.EnvironmentNames;
import io.attune.server.http.FieldChecks;
import org.jspecify.annotations.Nullable;

/** Checks of what runtimes say about the start of programs. */
final class RuntimeChecks {
    private RuntimeChecks() {}

    /** Names that it gives to variables. */
    static void variables(FieldChecks checks, @Nullable JsonNode executionConfig) {
        if (executionConfig != null) {
            executionConfig
                    .path("env_vars")
                    .fieldNames()
                    .forEachRemaining(name -> EnvironmentNames.declarationProblem(name)
                            .ifPresent(problem -> checks.finding("execution_config.env_vars." + name, problem)));
        }
    }
}
