package io.attune.server.secret;

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

/** Secret parameters over HTTP: who sees what of them, and what is refused (security.md §4.3, api-runs.md §2, §3). */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class SecretValuesApiTest {
    private static final ObjectMapper JSON = new JsonMapper();
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String PASSWORD = "some long password";
    private static final String MARKER = "{\"$attune_secret\":true,\"redacted\":true}";

    @Inject
    Platform platform;

    @Inject
    Transactions transactions;

    @TestHTTPResource("/")
    URI base;

    private String pack = "";
    private String admin = "";

    @BeforeEach
    void makePack() {
        if (!platform.isReady()) {
            platform.start(EnumSet.of(Role.API, Role.ENGINE));
        }
        pack = "sec" + NUMBER.incrementAndGet();
        admin = token(TestPlatform.LOGIN, TestPlatform.PASSWORD);
        made(
                admin,
                "/api/v1/packs",
                "{'ref': '$p', 'label': 'Pack', 'version': '1.0.0',"
                        + " 'conf_schema': {'token': {'type': 'string', 'secret': true}, 'region': {'type': 'string'}},"
                        + " 'config': {'token': 'c0nfig-$p', 'region': 'eu'}}");
        made(
                admin,
                "/api/v1/actions",
                "{'ref': '$p.act', 'pack_ref': '$p', 'label': 'Act', 'entrypoint': 'true', 'runtime_ref': 'core.shell', 'param_schema':"
                        + " {'token': {'type': 'string', 'secret': true, 'required': true}, 'url': {'type': 'string'},"
                        + " 'db': {'type': 'object', 'properties': {'host': {'type': 'string'}, 'pin': {'secret': true}}}}}");
        made(admin, "/api/v1/triggers", "{'ref': '$p.hit', 'label': 'Hit', 'pack_ref': '$p'}");
    }

    @Test
    void parametersAreShownWithMarkersToEverybodyAndWithValuesToWhoMayDecrypt() {
        var made = post(
                admin,
                "/api/v1/executions/execute",
                "{'action_ref': '$p.act', 'parameters': {'token': 'h1dden', 'url': 'u', 'db': {'host': 'h', 'pin': 47114711471147}}}");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.body()).doesNotContain("h1dden", "47114711471147");
        var path = "/api/v1/executions/" + data(made).path("id");
        var shown = parse("{'token': " + MARKER + ", 'url': 'u', 'db': {'host': 'h', 'pin': " + MARKER + "}}");
        assertThat(data(made).path("config")).isEqualTo(shown);
        assertThat(data(get(admin, path)).path("config")).isEqualTo(shown);
        assertThat(get(admin, "/api/v1/executions?action_ref=$p.act").body()).doesNotContain("h1dden");

        assertThat(get(admin, path + "?include_secret_values=true").statusCode())
                .as("core.admin does not decrypt, not even what it started itself")
                .isEqualTo(403);
        var decrypter = holder("{'resource': 'executions', 'actions': ['read', 'decrypt']}");
        assertThat(data(get(decrypter, path)).path("config")).isEqualTo(shown);
        assertThat(data(get(decrypter, path + "?include_secret_values=true")).path("config"))
                .isEqualTo(parse("{'token': 'h1dden', 'url': 'u', 'db': {'host': 'h', 'pin': 47114711471147}}"));

        var audited = audited(
                "secret.execution_values.decrypted", data(made).path("id").asLong());
        assertThat(audited)
                .singleElement()
                .asString()
                .contains("/token", "/db/pin")
                .doesNotContain("h1dden", "47114711471147");
        var elsewhere = holder(
                "{'resource': 'executions', 'actions': ['read', 'decrypt'], 'constraints': {'pack_refs': ['other']}}");
        assertThat(get(elsewhere, path + "?include_secret_values=true").statusCode())
                .isEqualTo(404);
        var stranger = person("{'login': '$l', 'password': '" + PASSWORD + "'}", "core.admin");
        assertThat(get(stranger, path).statusCode()).isEqualTo(404);
    }

    @Test
    void enforcementsHideAndRevealLikeExecutions() {
        made(
                admin,
                "/api/v1/rules",
                "{'ref': '$p.rule', 'pack_ref': '$p', 'label': 'Rule', 'action_ref': '$p.act', 'trigger_ref': '$p.hit',"
                        + " 'action_params': {'token': '{{ pack.config.token }}', 'url': 'https://{{ pack.config.region }}'}}");
        var key = data(post(admin, "/api/v1/triggers/$p.hit/webhooks/enable", ""))
                .path("webhook_key")
                .asText();
        var event =
                data(post("", "/api/v1/webhooks/" + key, "{}")).path("event_id").asLong();
        var id = parse(get(admin, "/api/v1/enforcements?event=" + event))
                .at("/items/0/id")
                .asLong();
        var path = "/api/v1/enforcements/" + id;

        assertThat(data(get(admin, path)).path("config"))
                .isEqualTo(parse("{'token': " + MARKER + ", 'url': 'https://eu'}"));
        assertThat(get(admin, path + "?include_secret_values=true").statusCode())
                .isEqualTo(403);
        var decrypter = holder("{'resource': 'enforcements', 'actions': ['read', 'decrypt']}");
        assertThat(data(get(decrypter, path + "?include_secret_values=true"))
                        .at("/config/token")
                        .asText())
                .isEqualTo("c0nfig-" + pack);

        assertThat(audited("secret.enforcement_values.decrypted", id))
                .singleElement()
                .asString()
                .contains("/token", "pack_config")
                .doesNotContain("c0nfig-" + pack);
        assertThat(get(decrypter, "/api/v1/executions").statusCode()).isEqualTo(403);
    }

    @Test
    void aRuleThatWouldShowASecretIsRefusedAndOneThatAKeyMayCompleteIsNot() {
        var refused = post(
                admin,
                "/api/v1/rules",
                "{'ref': '$p.leak', 'pack_ref': '$p', 'label': 'Leak', 'action_ref': '$p.act', 'trigger_ref': '$p.hit',"
                        + " 'action_params': {'url': 'https://x?key={{ pack.config.token | upper }}', 'extra': ['{{ pack.config.token }}']}}");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(parse(refused).findValuesAsText("field"))
                .containsExactlyInAnyOrder("action_params.url", "action_params.extra.0");
        assertThat(refused.body()).contains("add secret: true").doesNotContain("c0nfig-" + pack);

        // The required secret parameter may come from the key store.
        made(
                admin,
                "/api/v1/rules",
                "{'ref': '$p.fine', 'pack_ref': '$p', 'label': 'Fine', 'action_ref': '$p.act', 'trigger_ref': '$p.hit',"
                        + " 'action_params': {'url': 'x'}}");
        assertThat(send(admin, "PUT", "/api/v1/rules/$p.fine", "{'action_params': {'url': '{{ pack.config.token }}'}}")
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void environmentVariablesTakeNoSecrets() {
        var refused = post(
                admin,
                "/api/v1/executions/execute",
                "{'action_ref': '$p.act', 'parameters': {'token': 'h1dden'}, 'env_vars': {'MODE': 'x', 'AUTH': 'Bearer h1dden'}}");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(parse(refused).findValuesAsText("field")).containsExactly("env_vars.AUTH");
        assertThat(refused.body()).doesNotContain("h1dden");
    }

    @Test
    void theMarkOfASecretIsNoValue() {
        var id = made(
                        admin,
                        "/api/v1/executions/execute",
                        "{'action_ref': '$p.act', 'parameters': {'token': " + MARKER + "}}")
                .path("id");

        var run = data(get(admin, "/api/v1/executions/" + id));
        assertThat(run.path("status").asText()).isEqualTo("failed");
        assertThat(run.at("/result/error").asText()).contains("give the secret itself");
    }

    @Test
    void violationsNameTheParameterAndNotItsSecret() {
        var id = made(
                        admin,
                        "/api/v1/executions/execute",
                        "{'action_ref': '$p.act', 'parameters': {'token': 47114711471147, 'db': 'pin=81581581581581', 'url': 5}}")
                .path("id");

        var run = get(admin, "/api/v1/executions/" + id);
        assertThat(data(run).at("/result/error").asText()).contains("'token'", "'db'", "'url'");
        assertThat(run.body()).doesNotContain("47114711471147", "81581581581581");
    }

    private List<String> audited(String eventType, long id) {
        return transactions.engine(tx -> tx.sql().fetch("""
                        select row_to_json(audit_event)::text from audit_event where event_type = ? and resource_id = ?
                        """, eventType, id).getValues(0, String.class));
    }

    /** An identity of the operator's tenant that holds one grant. */
    private String holder(String grant) {
        var set = pack + ".set" + NUMBER.incrementAndGet();
        transactions.engineTask(tx -> tx.sql().execute("""
                        insert into permission_set (tenant_id, ref, grants)
                        select id, ?, ?::jsonb from tenant where ref = 'default'
                        """, set, json("[" + grant + "]")));
        return person("{'login': '$l', 'password': '" + PASSWORD + "', 'tenant_ref': 'default'}", set);
    }

    private String person(String body, String permissionSet) {
        var login = "reader" + NUMBER.incrementAndGet() + "@example.com";
        var id = made(admin, "/api/v1/identities", body.replace("$l", login)).path("id");
        made(
                admin,
                "/api/v1/permissions/assignments",
                "{'identity_id': " + id + ", 'permission_set_ref': '" + permissionSet + "'}");
        return token(login, PASSWORD);
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

    private static JsonNode data(HttpResponse<String> answer) {
        return parse(answer).path("data");
    }

    private static JsonNode parse(HttpResponse<String> answer) {
        return tree(answer.body());
    }

    private static JsonNode parse(String singleQuoted) {
        return tree(singleQuoted.replace('\'', '"'));
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
