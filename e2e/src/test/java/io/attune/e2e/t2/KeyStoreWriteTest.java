package io.attune.e2e.t2;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Workflows;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** T2.3 Key-value store write, by actions with a token of their own; d is {@code KeyStoreReadTest}. */
class KeyStoreWriteTest {
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private static final String WRITE = """
            status=$(curl -s -o answer.json -w '%{http_code}' -X POST "$ATTUNE_API_URL/api/v1/keys" \\
              -H "Authorization: Bearer $ATTUNE_API_TOKEN" -H 'Content-Type: application/json' \\
              -d "{\\"ref\\":\\"$key\\",\\"name\\":\\"$key\\",\\"owner_type\\":\\"system\\",\\"value\\":\\"$value\\",\\"encrypted\\":${encrypted:-false}}")
            printf '{"status":%s,"token":"%s"}\\n' "$status" "${ATTUNE_API_TOKEN:+set}"
            [ "$status" = 201 ]
            """;

    private static final String READ = """
            curl -s "$ATTUNE_API_URL/api/v1/keys/$key" -H "Authorization: Bearer $ATTUNE_API_TOKEN" |
              python3 -c 'import json, sys; print(json.dumps({"value": json.load(sys.stdin)["data"]["value"]}))'
            """;

    private final Fixture fixture = Fixture.shared();
    private final Api api = fixture.api();

    @Test
    void whatOneActionWritesTheApiAndAnotherActionRead() {
        var write = action("write", WRITE, "core.admin");
        var read = action("read", READ, "core.admin");
        var key = fixture.ref("written");

        var written = run(write, Json.object("key", key, "value", "by an action"));

        assertThat(written.path("status").asText()).as(written.toString()).isEqualTo("completed");
        assertThat(api.get("/api/v1/keys/" + key)
                        .expect(200)
                        .data()
                        .path("value")
                        .asText())
                .isEqualTo("by an action");
        var seen = run(read, Json.object("key", key));
        assertThat(seen.path("status").asText()).as(seen.toString()).isEqualTo("completed");
        assertThat(seen.path("result").path("data").path("value").asText()).isEqualTo("by an action");
    }

    @Test
    void oneTaskOfAWorkflowReadsWhatTheOneBeforeWrote() {
        action("write", WRITE, "core.admin");
        action("read", READ, "core.admin");
        var key = fixture.ref("passed-on");
        var workflows = new Workflows(fixture);

        var ended = workflows.run(workflows.create("write_and_read", """
                {tasks: [{name: 'write', action: '$.write', input: {key: 'KEY', value: 'by a task'}, next: [{do: ['read']}]},
                    {name: 'read', action: '$.read', input: {key: 'KEY'}}]}
                """.replace("KEY", key)));

        assertThat(Workflows.status(ended)).as(ended.toString()).isEqualTo("completed");
        assertThat(workflows.children(ended)).extracting(Workflows::task).containsExactly("write", "read");
        assertThat(workflows.children(ended))
                .allMatch(child -> Workflows.status(child).equals("completed"));
        assertThat(workflows
                        .child(ended, "read")
                        .path("result")
                        .path("data")
                        .path("value")
                        .asText())
                .isEqualTo("by a task");
        assertThat(api.get("/api/v1/keys/" + key)
                        .expect(200)
                        .data()
                        .path("value")
                        .asText())
                .isEqualTo("by a task");
    }

    @Test
    void anEncryptedKeyReadsBackAsOneWithItsPlaintext() {
        var write = action("write", WRITE, "core.admin");
        var key = fixture.ref("sealed");

        var written = run(write, Json.object("key", key, "value", "under-seal", "encrypted", true));

        assertThat(written.path("status").asText()).as(written.toString()).isEqualTo("completed");
        var read = api.get("/api/v1/keys/" + key).expect(200).data();
        assertThat(read.path("encrypted").asBoolean()).isTrue();
        assertThat(read.path("value").asText()).isEqualTo("under-seal");
    }

    @Test
    void anActionWithoutPermissionSetsHasNoToken() {
        var written = run(action("write", WRITE), Json.object("key", fixture.ref("no-token"), "value", "x"));

        assertThat(written.path("status").asText()).as(written.toString()).isEqualTo("failed");
        assertThat(fixture.log(written.path("id").asLong(), "stdout"))
                .isEqualToIgnoringNewLines("{\"status\":401,\"token\":\"\"}");
        api.get("/api/v1/keys/" + fixture.ref("no-token")).expect(404);
    }

    @Test
    void anActionWhosePermissionSetLacksTheGrantIsRefused() {
        var write = action("write", WRITE, "core.viewer");

        var written = run(write, Json.object("key", fixture.ref("refused"), "value", "x"));

        assertThat(written.path("status").asText()).as(written.toString()).isEqualTo("failed");
        assertThat(fixture.log(written.path("id").asLong(), "stdout"))
                .isEqualToIgnoringNewLines("{\"status\":403,\"token\":\"set\"}");
        api.get("/api/v1/keys/" + fixture.ref("refused")).expect(404);
    }

    private String action(String name, String script, String... permissionSets) {
        return fixture.action(
                Json.object(
                        "ref",
                        fixture.ref(name),
                        "label",
                        name,
                        "entrypoint",
                        script,
                        "runtime_ref",
                        "core.shell",
                        "output_format",
                        "json",
                        "default_execution_permission_set_refs",
                        Json.array((Object[]) permissionSets)),
                Json.object(
                        "key", Json.object("type", "string", "required", true),
                        "value", Json.object("type", "string"),
                        "encrypted", Json.object("type", "boolean")));
    }

    private JsonNode run(String action, JsonNode parameters) {
        return fixture.ended(fixture.run(action, parameters).path("id").asLong(), LIMIT);
    }
}
