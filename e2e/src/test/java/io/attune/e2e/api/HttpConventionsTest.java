package io.attune.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Conventions of all routes (api.md §1.1, §1.3, §1.6) and the calls that older clients make (§5). */
class HttpConventionsTest {
    private final Fixture fixture = Fixture.shared();
    private final Api api = fixture.api();

    @Test
    void headIsAnsweredWhereGetIs() {
        for (var path : plainGetRoutes()) {
            var head = api.send("HEAD", path, BodyPublishers.noBody(), Map.of());

            assertThat(head.status()).as("HEAD " + path).isEqualTo(api.get(path).status());
            assertThat(head.body()).as("HEAD " + path).isEmpty();
        }
    }

    @Test
    void aTrailingSlashIsAnotherPath() {
        for (var path : plainGetRoutes()) {
            api.get(path + "/").expect(404);
        }
    }

    @Test
    void unknownParametersAndFieldsAreIgnored() {
        // The core pack's actions: no test that runs beside this one can change that list.
        var actions = "/api/v1/packs/core/actions";
        assertThat(api.get(actions + "?bogus=1&limit=1&per_page=1").expect(200).items())
                .hasSizeGreaterThan(1)
                .isEqualTo(api.get(actions).expect(200).items());
        api.post(
                        "/api/v1/triggers",
                        Json.object("ref", fixture.ref("odd"), "pack_ref", fixture.pack(), "label", "Odd", "bogus", 1))
                .expect(201);
    }

    @Test
    void anExplicitNullMeansAbsent() {
        var made = api.post(
                        "/api/v1/triggers",
                        Json.object(
                                "ref", fixture.ref("nulls"),
                                "pack_ref", fixture.pack(),
                                "label", "Nulls",
                                "description", null,
                                "enabled", null,
                                "param_schema", null,
                                "webhook_config", null))
                .expect(201)
                .data();
        assertThat(made.path("enabled").asBoolean()).isTrue();
        assertThat(made.path("description").isNull()).isTrue();

        var updated = api.put(
                        "/api/v1/triggers/" + fixture.ref("nulls"),
                        Json.object("label", null, "enabled", null, "description", null))
                .expect(200)
                .data();
        assertThat(updated.path("label").asText()).isEqualTo("Nulls");
        assertThat(updated.path("enabled").asBoolean()).isTrue();
    }

    @Test
    void valuesInQueriesAreOfTheirTypeAndTheMessageNamesTheParameter() {
        for (var query : List.of(
                "/api/v1/packs?page=x",
                "/api/v1/executions?page=1.5",
                "/api/v1/executions?top_level_only=maybe",
                "/api/v1/executions?include_total=1",
                "/api/v1/executions?executor=me",
                "/api/v1/workers?cordoned=yes",
                "/api/v1/rules?enabled=TRUE")) {
            var answer = api.get(query).expect(400);

            assertThat(answer.json().path("code").asText()).isEqualTo("BAD_REQUEST");
            var parameter = query.substring(query.indexOf('?') + 1, query.indexOf('='));
            assertThat(answer.json().path("error").asText()).as(query).startsWith(parameter + ": ");
        }
        api.get("/api/v1/packs?page=-1").expect(400);
        api.get("/api/v1/executions/abc").expect(400);
    }

    @Test
    void pageZeroIsPageOneAndSizesAreEchoedThoughCapped() {
        var zero = api.get("/api/v1/triggers?page=0&page_size=1000").expect(200).json();

        assertThat(zero.path("pagination").path("page").asInt()).isEqualTo(1);
        assertThat(zero.path("pagination").path("page_size").asInt()).isEqualTo(1000);
        assertThat(zero.path("pagination").path("total_items").isIntegralNumber())
                .isTrue();
        assertThat(zero.path("items").size()).isLessThanOrEqualTo(100);
        assertThat(zero.path("pagination").path("has_previous").asBoolean(true)).isFalse();
    }

    @Test
    void wrongMethodsAndMediaTypesAreRefused() {
        api.delete("/api/v1/packs").expect(405);
        assertThat(api.put("/api/v1/executions/1", Json.object()).expect(405).body())
                .isEmpty();
        api.send("POST", "/api/v1/packs", BodyPublishers.ofString("{}"), Map.of("Content-Type", "text/plain"))
                .expect(415);
        api.send("POST", "/api/v1/packs", BodyPublishers.ofString("{}"), Map.of())
                .expect(415);
    }

    @Test
    void refsOfOtherPacksAreRefused() {
        var answer = api.post(
                        "/api/v1/actions",
                        Json.object(
                                "ref", "elsewhere.action",
                                "pack_ref", fixture.pack(),
                                "label", "Elsewhere",
                                "entrypoint", "true\n",
                                "runtime_ref", "core.shell"))
                .expect(422);

        assertThat(answer.json().path("error").asText()).contains("ref").contains(fixture.pack() + ".");
    }

    /** Also where the object would have one text field only. */
    @Test
    void aTextIsNoObject() {
        for (var path : List.of("/auth/refresh", "/api/v1/packs/register", "/api/v1/permissions/assignments")) {
            var answer = api.post(path, TextNode.valueOf("text")).expect(422);
            assertThat(answer.json().path("error").asText()).contains("body");
        }
    }

    @Test
    void olderClientsAreUnderstood() {
        var hook = fixture.webhook("hook");
        var rule = fixture.rule("rule", hook, "core.noop");
        hook.fire(Json.object());
        long enforcement = fixture.enforcementsOf(rule).getFirst().path("id").asLong();

        assertThat(api.get("/api/v1/executions/enforcement/" + enforcement)
                        .expect(200)
                        .items()
                        .findValuesAsText("id"))
                .isEqualTo(api.get("/api/v1/enforcements/" + enforcement + "/executions")
                        .expect(200)
                        .items()
                        .findValuesAsText("id"))
                .hasSize(1);
        var patched = api.send(
                        "PATCH",
                        "/api/v1/rules/" + rule,
                        BodyPublishers.ofString("{\"label\":\"Patched\"}"),
                        Map.of("Content-Type", "application/json"))
                .expect(200)
                .data();
        assertThat(patched.path("label").asText()).isEqualTo("Patched");

        api.post("/api/v1/rules/" + rule + "/disable", Json.object()).expect(200);
        assertThat(refs("/api/v1/rules?pack=" + fixture.pack())).containsExactly(rule);
        assertThat(refs("/api/v1/rules?enabled=true&pack=" + fixture.pack())).isEmpty();
        assertThat(refs("/api/v1/rules?enabled=false&pack=" + fixture.pack())).containsExactly(rule);
        assertThat(refs("/api/v1/triggers?pack=" + fixture.pack())).containsExactly(hook.ref());
        assertThat(refs("/api/v1/sensors?pack=core")).contains("core.timer_sensor");
        var sensor = api.get("/api/v1/sensors/core.timer_sensor").expect(200).data();
        assertThat(sensor.path("trigger_ref").asText()).isNotBlank();
        assertThat(sensor.path("trigger_types").size()).isEqualTo(4);
    }

    private List<String> refs(String path) {
        var refs = new ArrayList<String>();
        api.get(path)
                .expect(200)
                .items()
                .forEach(item -> refs.add(item.path("ref").asText()));
        return refs;
    }

    /** Every GET of the API's own description without parameters in its path, but for streams and what ends the caller's session. */
    private List<String> plainGetRoutes() {
        JsonNode paths = api.get("/api-spec/openapi.json").expect(200).json().path("paths");
        var routes = new ArrayList<String>();
        paths.properties().forEach(path -> {
            if (path.getValue().has("get")
                    && !path.getKey().contains("{")
                    && !path.getKey().endsWith("/stream")
                    && !path.getKey().equals("/auth/logout")) {
                routes.add(path.getKey());
            }
        });
        assertThat(routes).contains("/health", "/api/v1/packs", "/auth/me");
        return routes;
    }
}
