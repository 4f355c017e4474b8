package io.attune.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import java.util.List;

/**
 * Stores a key under its ref whether there is one or not. The change is tried first: looking before would read the present value, and that is
 * recorded as a reading.
 */
final class Upsert {
    private Upsert() {}

    /** @param key as {@code POST /keys} takes it; a new one is named like its ref and the system's unless it says otherwise */
    static JsonNode send(Call call, ObjectNode key) {
        String ref = Nodes.text(key, "ref");
        try {
            return call.client().send("PUT", Keys.path(ref), change(key));
        } catch (Failure refused) {
            if (refused.exitCode() != ExitCode.NOT_FOUND) {
                throw refused;
            }
            return call.client().send("POST", "/keys", complete(key));
        }
    }

    private static ObjectNode complete(ObjectNode key) {
        ObjectNode complete = key.deepCopy();
        if (!key.has("name")) {
            complete.put("name", Nodes.text(key, "ref"));
        }
        if (!key.has("owner_type")) {
            complete.put("owner_type", "system");
        }
        return complete;
    }

    private static ObjectNode change(ObjectNode key) {
        var change = Nodes.object();
        for (String field : List.of("name", "value", "encrypted", "ttl_seconds")) {
            if (key.has(field)) {
                change.set(field, key.path(field));
            }
        }
        if (key.hasNonNull("expires_at")) {
            ObjectNode expiry = change.putObject("expires_at").put("op", "set");
            expiry.set("value", key.path("expires_at"));
        }
        return change;
    }
}
