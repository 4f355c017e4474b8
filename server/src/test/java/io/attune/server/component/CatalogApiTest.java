package io.attune.server.component;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.attune.server.boot.Platform;
import io.attune.server.boot.Role;
import io.attune.server.boot.TestPlatform;
import io.attune.store.Transactions;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The catalogue over HTTP: envelopes, the order of checks, and what other tenants and constrained grants see (api-catalog.md). */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class CatalogApiTest {
    private static final ObjectMapper JSON = new JsonMapper();
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String PASSWORD = "some long password";

    @Inject
    Platform platform;

    @Inject
    Transactions transactions;

    @TestHTTPResource("/")
    URI base;

    /** Of this test alone. */
    private String pack = "";

    private String admin = "";

    @BeforeEach
    void makePack() {
        if (!platform.isReady()) {
            platform.start(EnumSet.of(Role.API, Role.ENGINE));
        }
        pack = "cat" + NUMBER.incrementAndGet();
        admin = token(TestPlatform.LOGIN, TestPlatform.PASSWORD);
        made(admin, "/api/v1/packs", "{'ref': '$p', 'label': 'Pack', 'version': '1.0.0'}");
    }

    @Test
    void aRuleConnectsATriggerWithAnAction() {
        makeAutomation();

        var rule = data(get(admin, "/api/v1/rules/$p.rule"));
        assertThat(rule.path("criteria").asText()).isEqualTo("trigger.payload.level == 'error'");
        assertThat(rule.path("conditions").path("expression").asText()).isEqualTo("trigger.payload.level == 'error'");
        assertThat(rule.has("permission_set_refs")).isTrue();
        assertThat(rule.path("is_adhoc").asBoolean()).isTrue();
        for (var list : List.of("/packs/$p/rules", "/actions/$p.act/rules", "/triggers/$p.hit/rules")) {
            assertThat(refs(get(admin, "/api/v1" + list))).containsExactly(pack + ".rule");
        }

        assertThat(send(admin, "DELETE", "/api/v1/actions/$p.act", "").statusCode())
                .isEqualTo(200);
        assertThat(data(get(admin, "/api/v1/rules/$p.rule")).path("action").isNull())
                .isTrue();
        assertThat(send(admin, "PUT", "/api/v1/rules/$p.rule", "{'label': 'Other'}")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void optionalFieldsAreAbsentOrNullAsTheirTablesSay() {
        makeAutomation();

        var action = data(get(admin, "/api/v1/actions/$p.act"));

        assertThat(action.has("description")).isTrue();
        assertThat(action.has("param_schema")).isTrue();
        assertThat(action.has("runtime")).isTrue();
        for (var absent : List.of("runtime_ref", "worker_selector", "workflow_def", "timeout_seconds", "keys")) {
            assertThat(action.has(absent)).as(absent).isFalse();
        }
    }

    @Test
    void theWebhookKeyComesGoesAndChanges() {
        makeAutomation();

        assertThat(post(admin, "/api/v1/triggers/$p.hit/webhooks/regenerate", "")
                        .statusCode())
                .isEqualTo(400);
        var first = webhook("enable").path("webhook_key").asText();
        assertThat(first).matches("wh_[0-9a-f]{32}");
        assertThat(webhook("enable").path("webhook_key").asText()).isEqualTo(first);
        assertThat(webhook("regenerate").path("webhook_key").asText()).isNotEqualTo(first);
        assertThat(webhook("disable").has("webhook_key")).isFalse();
    }

    @Test
    void onlyWhoMayChangeATriggerSeesItsKeyAndNobodyItsSecret() {
        makeAutomation();
        send(
                admin,
                "PUT",
                "/api/v1/triggers/$p.hit",
                "{'webhook_config': {'hmac': {'enabled': true, 'secret': 'hunter2'}}}");
        webhook("enable");
        var viewer = member("core.viewer");

        var asAdmin = get(admin, "/api/v1/triggers/$p.hit");
        var asViewer = data(get(viewer, "/api/v1/triggers/$p.hit"));

        assertThat(asAdmin.body())
                .contains("webhook_key")
                .doesNotContain("hunter2")
                .doesNotContain("sealed");
        assertThat(asViewer.has("webhook_key")).isFalse();
        assertThat(asViewer.has("webhook_config")).isFalse();
        assertThat(asViewer.path("webhook_enabled").asBoolean()).isTrue();
    }

    @Test
    void anotherTenantSeesNothingAndCannotTakeTheRef() {
        makeAutomation();
        var stranger = person("{'login': '$l', 'password': '" + PASSWORD + "'}", "core.admin");

        for (var kind : List.of("actions/$p.act", "triggers/$p.hit", "rules/$p.rule")) {
            assertThat(get(stranger, "/api/v1/" + kind).statusCode()).as(kind).isEqualTo(404);
            assertThat(send(stranger, "PUT", "/api/v1/" + kind, "{'label': 'Mine'}")
                            .statusCode())
                    .as(kind)
                    .isEqualTo(404);
            assertThat(send(stranger, "DELETE", "/api/v1/" + kind, "").statusCode())
                    .as(kind)
                    .isEqualTo(404);
        }
        assertThat(get(stranger, "/api/v1/packs/$p/actions").statusCode()).isEqualTo(404);
        assertThat(get(stranger, "/api/v1/rules").body()).doesNotContain(pack);
        assertThat(post(stranger, "/api/v1/triggers", "{'ref': '$p.hit', 'label': 'Taken'}")
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void whatBelongsToThePlatformIsChangedByOperatorsOnly() {
        var manager = member("core.admin");

        assertThat(get(manager, "/api/v1/actions/core.echo").statusCode()).isEqualTo(200);
        assertThat(send(manager, "PUT", "/api/v1/actions/core.echo", "{'label': 'Mine'}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(manager, "DELETE", "/api/v1/triggers/core.crontimer", "")
                        .statusCode())
                .isEqualTo(403);
        assertThat(post(
                                manager,
                                "/api/v1/actions",
                                "{'ref': 'core.$p', 'pack_ref': 'core', 'label': 'Ours', 'entrypoint': 'x.sh'}")
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void aConstrainedGrantHidesFromReadsRefusesWritesAndIsAudited() {
        makeAutomation();
        String set = pack + ".own";
        transactions.engineTask(
                tx -> tx.sql()
                        .execute(
                                "insert into permission_set (ref, grants) values (?, ?::jsonb)",
                                set,
                                json(
                                        "[{'resource': 'actions', 'actions': ['read', 'update'], 'constraints': {'pack_refs': ['$p']}}]")));
        var limited = member(set);

        assertThat(refs(get(limited, "/api/v1/actions"))).containsExactly(pack + ".act");
        assertThat(parse(get(limited, "/api/v1/actions"))
                        .path("pagination")
                        .path("total_items")
                        .asInt())
                .isEqualTo(1);
        assertThat(get(limited, "/api/v1/actions/core.echo").statusCode()).isEqualTo(404);
        assertThat(send(limited, "PUT", "/api/v1/actions/core.echo", "{'label': 'x'}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(denials(limited, "PUT /api/v1/actions/core.echo")).isEqualTo(1);
        assertThat(send(limited, "PUT", "/api/v1/actions/$p.act", "{'label': 'Ours'}")
                        .statusCode())
                .isEqualTo(200);

        // No grant at all comes before everything else, a malformed body too (D17).
        assertThat(post(limited, "/api/v1/rules", "{").statusCode()).isEqualTo(403);
        assertThat(denials(limited, "POST /api/v1/rules")).isEqualTo(1);
    }

    @Test
    void nobodyHandsOnMoreThanHeHolds() {
        var editor = member("core.editor");
        var action = "{'ref': '$p.bold', 'pack_ref': '$p', 'label': 'Bold', 'entrypoint': 'x.sh',"
                + " 'default_execution_permission_set_refs': ['%s']}";

        assertThat(post(editor, "/api/v1/actions", action.formatted("core.admin"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(post(editor, "/api/v1/actions", action.formatted("no.such")).statusCode())
                .isEqualTo(403);
        assertThat(post(editor, "/api/v1/actions", action.formatted("standard")).statusCode())
                .isEqualTo(201);
    }

    @Test
    void everyChangeLeavesARowInTheAuditLog() {
        makeAutomation();
        post(admin, "/api/v1/rules/$p.rule/disable", "");
        send(admin, "DELETE", "/api/v1/rules/$p.rule", "");

        var changes =
                transactions.engine(tx -> tx.sql().fetch("""
                        select details ->> 'change' from audit_event
                        where event_type = 'definition.rule.changed' and resource_ref = ? order by id""", pack + ".rule").getValues(0, String.class));

        assertThat(changes).containsExactly("created", "disabled", "deleted");
    }

    @Test
    void criteriaAreTriedOutWithReasonsAndNothingIsStored() {
        var answer =
                data(post(admin, "/api/v1/rules/test", "{'criteria': 'trigger.payload.n > 3', 'payload': {'n': 1}}"));

        assertThat(answer.path("result").asBoolean()).isFalse();
        assertThat(answer.path("explanation").asText()).contains("trigger.payload.n was 1");
        assertThat(answer.path("trace").path("expression").asText()).isEqualTo("trigger.payload.n > 3");
    }

    @Test
    void theDocumentOfTheApiNamesFieldsAsTheWireDoes() {
        var schemas =
                parse(get("", "/api-spec/openapi.json")).path("components").path("schemas");

        assertThat(schemas.path("Action").path("properties").has("pack_ref")).isTrue();
        assertThat(schemas.path("Action").path("properties").has("is_adhoc")).isTrue();
        assertThat(schemas.path("Pagination").path("properties").has("page_size"))
                .isTrue();
        assertThat(schemas.path("UpdateAction").path("properties").has("timeout_seconds"))
                .isTrue();
        assertThat(schemas.path("PatchInteger").path("properties").has("op")).isTrue();
    }

    private void makeAutomation() {
        made(admin, "/api/v1/triggers", "{'ref': '$p.hit', 'label': 'Hit', 'pack_ref': '$p'}");
        made(admin, "/api/v1/actions", "{'ref': '$p.act', 'pack_ref': '$p', 'label': 'Act', 'entrypoint': 'act.sh'}");
        made(
                admin,
                "/api/v1/rules",
                "{'ref': '$p.rule', 'pack_ref': '$p', 'label': 'Rule', 'action_ref': '$p.act', 'trigger_ref': '$p.hit',"
                        + " 'criteria': \"trigger.payload.level == \\u0027error\\u0027\"}");
    }

    private JsonNode webhook(String verb) {
        return data(post(admin, "/api/v1/triggers/$p.hit/webhooks/" + verb, ""));
    }

    /** An identity of the operator's tenant that holds one permission set. */
    private String member(String permissionSet) {
        return person("{'login': '$l', 'password': '" + PASSWORD + "', 'tenant_ref': 'default'}", permissionSet);
    }

    private String person(String body, String permissionSet) {
        var login = "person" + NUMBER.incrementAndGet() + "@example.com";
        var id = made(admin, "/api/v1/identities", body.replace("$l", login)).path("id");
        made(
                admin,
                "/api/v1/permissions/assignments",
                "{'identity_id': " + id + ", 'permission_set_ref': '" + permissionSet + "'}");
        return token(login, PASSWORD);
    }

    /** Of this caller alone: other tests of this server are refused on the same routes. */
    private long denials(String caller, String route) {
        long identity = data(get(caller, "/auth/me")).path("id").asLong();
        return transactions.engine(
                tx -> tx.sql().fetchSingle("""
                        select count(*)
                        from audit_event
                        where event_type = 'rbac.denied' and resource_ref = ? and actor_identity = ?""", route, identity).get(0, Long.class));
    }

    private String token(String login, String password) {
        return data(post("", "/auth/login", "{'login': '" + login + "', 'password': '" + password + "'}"))
                .path("access_token")
                .asText();
    }

    private JsonNode made(String token, String path, String body) {
        var answer = post(token, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return data(answer);
    }

    private HttpResponse<String> get(String token, String path) {
        return send(token, "GET", path, "");
    }

    private HttpResponse<String> post(String token, String path, String body) {
        return send(token, "POST", path, body);
    }

    private HttpResponse<String> send(String token, String method, String path, String body) {
        return TestPlatform.send(base, method, path.replace("$p", pack), token, json(body));
    }

    private String json(String text) {
        return text.replace('\'', '"').replace("$p", pack);
    }

    private static List<String> refs(HttpResponse<String> list) {
        return parse(list).path("items").findValuesAsText("ref");
    }

    private static JsonNode data(HttpResponse<String> answer) {
        return parse(answer).path("data");
    }

    private static JsonNode parse(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + answer.statusCode() + " " + answer.body(), e);
        }
    }
}
