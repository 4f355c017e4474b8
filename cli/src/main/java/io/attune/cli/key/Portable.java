package io.attune.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.json.Nodes;
import java.util.List;

/** A key in the form that can be stored again, here or on another server: owners by ref where there is one. */
final class Portable {
    private static final List<String> FIELDS = List.of("ref", "name", "owner_type", "encrypted", "expires_at", "value");
    private static final List<String> OWNERS =
            List.of("owner_pack_ref", "owner_action_ref", "owner_sensor_ref", "owner_identity");

    private Portable() {}

    static ObjectNode of(JsonNode key) {
        var portable = Nodes.object();
        FIELDS.stream().filter(key::hasNonNull).forEach(field -> portable.set(field, key.path(field)));
        OWNERS.stream().filter(key::hasNonNull).forEach(field -> portable.set(field, key.path(field)));
        return portable;
    }
}
