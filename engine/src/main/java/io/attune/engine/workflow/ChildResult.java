package io.attune.engine.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.secret.SecretPlace;
import java.util.List;

/**
 * How a child ended.
 *
 * @param value its result, secrets in clear; null for none
 * @param secrets where the value holds them
 */
public record ChildResult(ExecutionStatus status, JsonNode value, List<SecretPlace> secrets) {
    public ChildResult {
        secrets = List.copyOf(secrets);
    }
}
