package io.attune.e2e.t1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Poll;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** T1.6 Key-value store read, through the API and by actions with a token of their own. */
class KeyStoreReadTest {
    private final Fixture fixture = Fixture.shared();
    private final Api api = fixture.api();

    @Test
    void anActionUsesTheKeyThatTheApiHolds() {
        var ref = fixture.ref("api_url");
        var made = create(ref, Json.value("https://api.example.com/v1"), Json.object());

        assertThat(made.path("value").asText()).isEqualTo("https://api.example.com/v1");
        assertThat(value(ref).asText()).isEqualTo("https://api.example.com/v1");
        assertThat(readByAction(ref).path("value").asText()).isEqualTo("https://api.example.com/v1");
    }

    @Test
    void anUnknownKeyIsNullForAnAction() {
        api.get("/api/v1/keys/" + fixture.ref("nothing")).expect(404);

        assertThat(readByAction(fixture.ref("nothing")).path("value").isNull()).isTrue();
    }

    @Test
    void valuesKeepTheirTypesUntilTheyAreDeleted() {
        for (var value : new JsonNode[] {
            Json.value(30),
            Json.value(3),
            Json.value("text"),
            Json.value(true),
            Json.parse("{\"a\":{\"b\":[1,{\"c\":null}]}}")
        }) {
            var ref = fixture.ref("typed");
            create(ref, value, Json.object());

            assertThat(value(ref)).isEqualTo(value);
            api.delete("/api/v1/keys/" + ref).expect(200);
            api.get("/api/v1/keys/" + ref).expect(404);
        }
    }

    @Test
    void aSecretIsReadInClearByWhoMayDecrypt() {
        var ref = fixture.ref("secret");
        create(ref, Json.value("hunter2-secret"), Json.object("encrypted", true));

        var read = api.get("/api/v1/keys/" + ref).expect(200).data();
        assertThat(read.path("encrypted").asBoolean()).isTrue();
        assertThat(read.path("value").asText()).isEqualTo("hunter2-secret");
        assertThat(api.get("/api/v1/keys?per_page=1000").expect(200).body()).doesNotContain("hunter2-secret");
    }

    @Test
    void aKeyWithALifetimeIsGoneAfterIt() {
        var ref = fixture.ref("short");
        create(ref, Json.value("soon gone"), Json.object("ttl_seconds", 5));

        assertThat(value(ref).asText()).isEqualTo("soon gone");
        Poll.until(
                Duration.ofSeconds(7),
                "the key is gone",
                () -> api.get("/api/v1/keys/" + ref).status(),
                status -> status == 404);
        create(ref, Json.value("again"), Json.object());
    }

    @Test
    void aNewValueReplacesTheOldOneAndARefIsTakenOnce() {
        var ref = fixture.ref("changing");
        create(ref, Json.value("old"), Json.object());

        api.put("/api/v1/keys/" + ref, Json.object("value", "new")).expect(200);

        assertThat(value(ref).asText()).isEqualTo("new");
        api.post("/api/v1/keys", request(ref, Json.value("other"))).expect(409);
        assertThat(value(ref).asText()).isEqualTo("new");
    }

    /** What a run sees that asks the API with its own token. */
    private JsonNode readByAction(String ref) {
        var action = fixture.action(
                Json.object(
                        "ref",
                        fixture.ref("read"),
                        "label",
                        "read",
                        "entrypoint",
                        """
                        answer=$(curl -s -H "Authorization: Bearer $ATTUNE_API_TOKEN" "$ATTUNE_API_URL/api/v1/keys/$key")
                        printf '%s\\n' "$answer" | python3 -c 'import json,sys
                        print(json.dumps({"value": json.load(sys.stdin).get("data", {}).get("value")}))'
                        """,
                        "runtime_ref",
                        "core.shell",
                        "output_format",
                        "json",
                        "default_execution_permission_set_refs",
                        Json.array("core.admin")),
                Json.object("key", Json.object("type", "string", "required", true)));
        var run = fixture.ended(
                fixture.run(action, Json.object("key", ref)).path("id").asLong(), Duration.ofSeconds(30));
        assertThat(run.path("status").asText()).as(run.toString()).isEqualTo("completed");
        return run.path("result").path("data");
    }

    private JsonNode create(String ref, JsonNode value, JsonNode more) {
        return api.post("/api/v1/keys", request(ref, value).setAll((ObjectNode) more))
                .expect(201)
                .data();
    }

    private static ObjectNode request(String ref, JsonNode value) {
        return Json.object("ref", ref, "name", ref, "owner_type", "system", "value", value);
    }

    private JsonNode value(String ref) {
        return api.get("/api/v1/keys/" + ref).expect(200).data().path("value");
    }
}
