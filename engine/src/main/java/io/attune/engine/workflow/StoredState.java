package io.attune.engine.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.secret.SecretPlace;
import java.util.List;

/**
 * A state as it is stored: three things that change at different times.
 *
 * @param core everything but the variables; short whatever the workflow handles
 * @param variables the versions of the variables, with a marker in place of each secret
 * @param secrets what the markers stand for, to be stored encrypted
 */
public record StoredState(ObjectNode core, ArrayNode variables, List<Leaf> secrets) {
    /**
     * A secret.
     *
     * @param version which of {@code variables}
     */
    public record Leaf(int version, SecretPlace place, JsonNode value) {}

    public StoredState {
        secrets = List.copyOf(secrets);
    }
}
