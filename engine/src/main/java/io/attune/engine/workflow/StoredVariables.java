package io.attune.engine.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.attune.model.secret.SecretPlace;
import java.util.List;

/**
 * Variables as they are stored.
 *
 * @param versions of them, with a marker in place of each secret
 * @param secrets what the markers stand for, to be stored encrypted
 */
public record StoredVariables(ArrayNode versions, List<Leaf> secrets) {
    /**
     * A secret.
     *
     * @param version the index of the one that it is in
     */
    public record Leaf(int version, SecretPlace place, JsonNode value) {}

    public StoredVariables {
        secrets = List.copyOf(secrets);
    }
}
