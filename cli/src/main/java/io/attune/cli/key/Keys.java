package io.attune.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.Call;
import io.attune.cli.client.Query;
import io.attune.cli.json.JsonText;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import io.attune.cli.render.Column;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** How keys are shown: by the fingerprint of their value. The value itself leaves only through commands that are for that. */
final class Keys {
    static final List<Column> LIST = List.of(
            Column.of("ID", "id").wide(),
            Column.of("Ref", "ref"),
            Column.of("Name", "name"),
            Column.of("Owner Type", "owner_type"),
            Column.of("Owner", "owner"),
            Column.of("Encrypted", "encrypted"),
            Column.time("Expires", "expires_at").wide(),
            Column.time("Created", "created"));

    private static final List<Column> DETAIL = List.of(
            Column.of("Ref", "ref"),
            Column.of("ID", "id"),
            Column.of("Name", "name"),
            Column.of("Owner type", "owner_type"),
            Column.of("Owner", "owner"),
            Column.of("Pack", "owner_pack_ref"),
            Column.of("Action", "owner_action_ref"),
            Column.of("Sensor", "owner_sensor_ref"),
            Column.of("Encrypted", "encrypted"),
            Column.of("Value", "value"),
            Column.of("Fingerprint", "fingerprint"),
            Column.time("Expires", "expires_at"),
            Column.time("Created", "created"),
            Column.time("Updated", "updated"));

    private Keys() {}

    static String path(String ref) {
        return "/keys/" + Query.segment(ref);
    }

    /** Without the value: answers to changes hold it in clear. */
    static void show(Call call, JsonNode key) {
        call.output().object(masked(key), DETAIL, "ref");
    }

    static void showWithValue(Call call, JsonNode key) {
        readable(key);
        call.output().object(key, DETAIL, "ref");
    }

    private static ObjectNode masked(JsonNode key) {
        ObjectNode shown = key.deepCopy();
        if (key.hasNonNull("value")) {
            shown.put("value", "***").put("fingerprint", fingerprint(key.path("value")));
        }
        return shown;
    }

    /** The value, which the server leaves out for callers that may not decrypt it. */
    static JsonNode readable(JsonNode key) {
        if (key.path("encrypted").asBoolean(false) && !key.hasNonNull("value")) {
            throw Failure.of(
                    ExitCode.FORBIDDEN,
                    "The value of '" + key.path("ref").asText() + "' is not for this login",
                    "It needs keys:decrypt: attune auth can-i decrypt keys");
        }
        return key.path("value");
    }

    /** A value as scripts want it: text without quotes, everything else as JSON. */
    static String text(JsonNode value) {
        return value.isTextual() ? value.asText() : JsonText.compact(value);
    }

    private static String fingerprint(JsonNode value) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text(value).getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
