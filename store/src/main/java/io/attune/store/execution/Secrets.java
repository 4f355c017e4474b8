package io.attune.store.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.id.ExecutionId;
import io.attune.store.encryption.SealedColumn;

/** How secret values look where they are not (api.md §2.4). */
public final class Secrets {
    /** Where the secret parameters of runs lie. */
    public static final SealedColumn SEALED = new SealedColumn(
            "execution_secret_value",
            "execution_id",
            "json_path",
            "sealed",
            "sealed = fresh.sealed",
            (id, path) -> belongsTo(new ExecutionId(id), path));

    private Secrets() {}

    /** What stands in the place of a secret value; a fresh node. */
    public static ObjectNode marker() {
        return JsonNodeFactory.instance.objectNode().put("$attune_secret", true).put("redacted", true);
    }

    /** Whether a value is the marker. */
    public static boolean isMarker(JsonNode value) {
        return value.path("$attune_secret").asBoolean();
    }

    static String belongsTo(ExecutionId execution, String path) {
        return "execution_config/" + execution + path;
    }
}
