package io.attune.server.key;

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
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys over HTTP: who sees which and what of it (api-runs.md §5, security.md §3.4, §4.2). */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class KeyApiTest {
    private static final ObjectMapper JSON = new JsonMapper();
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String PASSWORD = "some long password";

    @Inject
    Platform platform;

    @Inject
    Transactions transactions;

    @TestHTTPResource("/")
    URI base;

    /** Of this test alone: pack, and first segment of its keys. */
    private String own = "";

    private String admin = "";

    @BeforeEach
    void makePack() {
        if (!platform.isReady()) {
            platform.start(EnumSet.of(Role.API, Role.ENGINE));
        }
        own = "key" + NUMBER.incrementAndGet();
        admin = token(TestPlatform.LOGIN, TestPlatform.PASSWORD);
        made(admin, "/api/v1/packs", "{'ref': '$o', 'label': 'Pack', 'version': '1.0.0'}");
        made(
                admin,
                "/api/v1/actions",
                "{'ref': '$o.act', 'pack_ref': '$o', 'label': 'A', 'entrypoint': 'true', 'runtime_ref': 'core.shell'}");
    }

    @Test
    void aKeyIsMadeReadChangedAndDeleted() {
        var made = made(admin, "/api/v1/keys", key("$o.url", "'value': {'deep': [1, 2.5, true, null, 'x']}"));
        assertThat(made.path("owner").asText()).isEqualTo("system");
        assertThat(made.path("encrypted").asBoolean()).isFalse();
        assertThat(made.path("value").toString()).isEqualTo("{\"deep\":[1,2.5,true,null,\"x\"]}");
        assertThat(data(get(admin, "/api/v1/keys/$o.url"))).isEqualTo(made);

        var changed = data(send(admin, "PUT", "/api/v1/keys/$o.url", "{'value': 'new', 'name': 'other'}"));
        assertThat(changed.path("value").asText()).isEqualTo("new");
        assertThat(changed.path("name").asText()).isEqualTo("other");
        assertThat(data(get(admin, "/api/v1/keys/$o.url")).path("value").asText())
                .isEqualTo("new");

        assertThat(send(admin, "DELETE", "/api/v1/keys/$o.url", "").statusCode())
                .isEqualTo(200);
        assertThat(get(admin, "/api/v1/keys/$o.url").statusCode()).isEqualTo(404);
        assertThat(send(admin, "DELETE", "/api/v1/keys/$o.url", "").statusCode())
                .isEqualTo(404);
        assertThat(audited("$o.url"))
                .containsExactly(
                        "secret.key.created",
                        "secret.key.read",
                        "secret.key.updated",
                        "secret.key.read",
                        "secret.key.deleted");
    }

    @Test
    void aRefOrANameOfAnOwnerIsTakenOnce() {
        var _ = made(admin, "/api/v1/keys", key("$o.a", "'value': 1"));

        assertThat(post(admin, "/api/v1/keys", key("$o.a", "'value': 2")).statusCode())
                .isEqualTo(409);
        var sameName =
                post(admin, "/api/v1/keys", "{'ref': '$o.b', 'owner_type': 'system', 'name': '$o.a', 'value': 2}");
        assertThat(sameName.statusCode()).isEqualTo(409);
        assertThat(sameName.body()).contains("named");
        var _ = made(admin, "/api/v1/keys", key("$o.c", "'value': 1"));
        assertThat(send(admin, "PUT", "/api/v1/keys/$o.c", "{'name': '$o.a'}").statusCode())
                .isEqualTo(409);
    }

    @Test
    void theOwnerMustFitItsTypeAndExist() {
        var owned = made(
                admin,
                "/api/v1/keys",
                "{'ref': '$o.p', 'owner_type': 'pack', 'owner_pack_ref': '$o', 'name': 'p', 'value': 1, 'owner': 'whatever'}");
        assertThat(owned.path("owner").asText())
                .isEqualTo(owned.path("owner_pack").asText());
        assertThat(owned.path("owner_pack_ref").asText()).isEqualTo(own);

        for (var owner : List.of(
                "'owner_type': 'system', 'owner_pack_ref': '$o'",
                "'owner_type': 'pack'",
                "'owner_type': 'pack', 'owner_action_ref': '$o.act'",
                "'owner_type': 'pack', 'owner_pack_ref': '$o', 'owner_action_ref': '$o.act'",
                "'owner_type': 'pack', 'owner_pack_ref': 'nothing'",
                "'owner_type': 'pack', 'owner_pack_ref': '$o', 'owner_pack': 999999",
                "'owner_type': 'sensor', 'owner_sensor_ref': 'no.thing'",
                "'owner_type': 'identity', 'owner_identity': 1")) {
            assertThat(post(admin, "/api/v1/keys", "{'ref': '$o.x', 'name': 'x', 'value': 1, " + owner + "}")
                            .statusCode())
                    .as(owner)
                    .isEqualTo(400);
        }
    }

    @Test
    void whatIsWrongIsNamed() {
        assertThat(fields("{}")).contains("ref", "owner_type", "name", "value");
        assertThat(fields(key("$o.x", "'value': null"))).containsExactly("value");
        assertThat(fields(key("$o.x", "'value': 1, 'ttl_seconds': 0"))).containsExactly("ttl_seconds");
        assertThat(fields(key("$o.x", "'value': 1, 'expires_at': '2020-01-01T00:00:00Z'")))
                .containsExactly("expires_at");
        assertThat(fields(key("$o.x", "'value': 1, 'ttl_seconds': 5, 'expires_at': '2999-01-01T00:00:00Z'")))
                .contains("expires_at");
        assertThat(fields("{'ref': '$o.x', 'owner_type': 'system', 'name': 'a\\nb', 'value': 1}"))
                .containsExactly("name");
        assertThat(post(admin, "/api/v1/keys", key("$o..x", "'value': 1")).statusCode())
                .isEqualTo(400);
        assertThat(post(admin, "/api/v1/keys", key("a b", "'value': 1")).statusCode())
                .isEqualTo(400);
        assertThat(get(admin, "/api/v1/keys?owner_type=nobody").statusCode()).isEqualTo(400);
    }

    @Test
    void anExpiredKeyIsGoneEverywhereAndItsRefIsFree() {
        var made = made(admin, "/api/v1/keys", key("$o.t", "'value': 1, 'ttl_seconds': 3600"));
        assertThat(Instant.parse(made.path("expires_at").asText()))
                .isBetween(Instant.now().plusSeconds(3000), Instant.now().plusSeconds(3700));
        expire("$o.t");

        assertThat(get(admin, "/api/v1/keys/$o.t").statusCode()).isEqualTo(404);
        assertThat(send(admin, "PUT", "/api/v1/keys/$o.t", "{'value': 2}").statusCode())
                .isEqualTo(404);
        assertThat(refs(get(admin, "/api/v1/keys?per_page=1000"))).doesNotContain(own + ".t");
        var again = made(admin, "/api/v1/keys", key("$o.t", "'value': 2, 'ttl_seconds': 3600"));
        assertThat(again.path("id").asLong()).isNotEqualTo(made.path("id").asLong());

        var forever = data(send(admin, "PUT", "/api/v1/keys/$o.t", "{'expires_at': {'op': 'clear'}}"));
        assertThat(forever.path("expires_at").isNull()).isTrue();
        assertThat(forever.path("value").asInt()).isEqualTo(2);
    }

    @Test
    void aSecretIsReadWithDecryptOnlyAndNobodyUnveilsItByTheWay() {
        var _ = made(admin, "/api/v1/keys", key("$o.s", "'value': 'hunter2', 'secret': true"));
        permissionSet("keeper", "[{'resource': 'keys', 'actions': ['read', 'update']}]");
        String keeper = member("$o.keeper");

        var read = data(get(keeper, "/api/v1/keys/$o.s"));
        assertThat(read.path("encrypted").asBoolean()).isTrue();
        assertThat(read.path("value").isNull()).isTrue();
        var unveiling = send(keeper, "PUT", "/api/v1/keys/$o.s", "{'encrypted': false}");
        assertThat(unveiling.statusCode()).isEqualTo(403);
        assertThat(unveiling.body()).contains("keys:decrypt").doesNotContain("hunter2");
        var renamed = send(keeper, "PUT", "/api/v1/keys/$o.s", "{'name': 'renamed'}");
        assertThat(renamed.statusCode()).isEqualTo(200);
        assertThat(renamed.body()).doesNotContain("hunter2");
        assertThat(data(send(keeper, "PUT", "/api/v1/keys/$o.s", "{'value': 'mine'}"))
                        .path("value")
                        .asText())
                .isEqualTo("mine");

        assertThat(data(get(admin, "/api/v1/keys/$o.s")).path("value").asText()).isEqualTo("mine");
        assertThat(data(send(admin, "PUT", "/api/v1/keys/$o.s", "{'encrypted': false}"))
                        .path("value")
                        .asText())
                .isEqualTo("mine");
        assertThat(data(get(keeper, "/api/v1/keys/$o.s")).path("value").asText())
                .isEqualTo("mine");
        assertThat(audited("$o.s"))
                .containsExactly(
                        "secret.key.created",
                        "secret.key.read",
                        "secret.key.updated",
                        "secret.key.updated",
                        "secret.key.decrypted",
                        "secret.key.updated",
                        "secret.key.decrypted",
                        "secret.key.read");
    }

    @Test
    void aConstrainedGrantShowsCountsAndOpensItsKeysOnly() {
        made(
                admin,
                "/api/v1/keys",
                "{'ref': '$o.mine', 'owner_type': 'pack', 'owner_pack_ref': '$o', 'name': 'm', 'value': 1}");
        made(
                admin,
                "/api/v1/keys",
                "{'ref': '$o.act', 'owner_type': 'action', 'owner_action_ref': '$o.act', 'name': 'm', 'value': 1}");
        made(admin, "/api/v1/keys", key("$o.sys", "'value': 1"));
        permissionSet(
                "pack",
                "[{'resource': 'keys', 'actions': ['read', 'create', 'update', 'delete'],"
                        + " 'constraints': {'owner_types': ['pack'], 'owner_refs': ['$o']}}]");
        String limited = member("$o.pack");

        var list = parse(get(limited, "/api/v1/keys"));
        assertThat(list.path("items").findValuesAsText("ref")).containsExactly(own + ".mine");
        assertThat(list.path("items").get(0).has("value")).isFalse();
        assertThat(list.path("pagination").path("total_items").asInt()).isEqualTo(1);
        assertThat(get(limited, "/api/v1/keys/$o.mine").statusCode()).isEqualTo(200);
        for (var hidden : List.of("$o.sys", "$o.act")) {
            assertThat(get(limited, "/api/v1/keys/" + hidden).statusCode()).isEqualTo(404);
            assertThat(send(limited, "PUT", "/api/v1/keys/" + hidden, "{'value': 2}")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(send(limited, "DELETE", "/api/v1/keys/" + hidden, "").statusCode())
                    .isEqualTo(403);
        }
        assertThat(post(limited, "/api/v1/keys", key("$o.new", "'value': 1")).statusCode())
                .isEqualTo(403);
        made(
                limited,
                "/api/v1/keys",
                "{'ref': '$o.new', 'owner_type': 'pack', 'owner_pack_ref': '$o', 'name': 'n', 'value': 1}");
    }

    @Test
    void otherConstraintsSelectByRefAndBySecrecy() {
        made(admin, "/api/v1/keys", key("$o.open", "'value': 1"));
        made(admin, "/api/v1/keys", key("$o.secret", "'value': 1, 'encrypted': true"));
        permissionSet("refs", "[{'resource': 'keys', 'actions': ['read'], 'constraints': {'refs': ['$o.secret']}}]");
        permissionSet("clear", "[{'resource': 'keys', 'actions': ['read'], 'constraints': {'encrypted': false}}]");

        assertThat(refs(get(member("$o.refs"), "/api/v1/keys"))).containsExactly(own + ".secret");
        String clear = member("$o.clear");
        assertThat(get(clear, "/api/v1/keys/$o.open").statusCode()).isEqualTo(200);
        assertThat(get(clear, "/api/v1/keys/$o.secret").statusCode()).isEqualTo(404);
    }

    @Test
    void keysOfAPersonAreTheirsEvenAgainstAnotherAdministrator() {
        var carol = person("core.admin");
        var dave = person("core.admin");
        made(carol.token(), "/api/v1/keys", personal("$o.carol", carol.id()));
        made(dave.token(), "/api/v1/keys", personal("$o.dave", dave.id()));

        assertThat(refs(get(carol.token(), "/api/v1/keys?owner_type=identity"))).containsExactly(own + ".carol");
        assertThat(data(get(carol.token(), "/api/v1/keys/$o.carol"))
                        .path("value")
                        .asText())
                .isEqualTo("mine");
        for (var stranger : List.of(dave.token(), admin)) {
            assertThat(get(stranger, "/api/v1/keys/$o.carol").statusCode()).isEqualTo(404);
            assertThat(send(stranger, "PUT", "/api/v1/keys/$o.carol", "{'value': 2}")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(send(stranger, "DELETE", "/api/v1/keys/$o.carol", "").statusCode())
                    .isEqualTo(404);
            assertThat(post(stranger, "/api/v1/keys", personal("$o.forged", carol.id()))
                            .statusCode())
                    .isEqualTo(403);
        }

        permissionSet(
                "auditor", "[{'resource': 'keys', 'actions': ['read'], 'constraints': {'owner_types': ['identity']}}]");
        var seen = data(get(member("$o.auditor"), "/api/v1/keys/$o.carol"));
        assertThat(seen.path("ref").asText()).isEqualTo(own + ".carol");
        assertThat(seen.path("value").isNull()).as("without keys:decrypt").isTrue();
    }

    @Test
    void anotherTenantHasItsOwnKeysOfTheSameRefs() {
        made(admin, "/api/v1/keys", key("$o.a", "'value': 'ours'"));
        String registered = data(post(
                        "", "/auth/register", "{'login': '$o@example.com', 'password': '" + PASSWORD + "'}"))
                .path("access_token")
                .asText();
        assertThat(get(registered, "/api/v1/keys").statusCode())
                .as("no grant at all")
                .isEqualTo(403);
        assertThat(get("", "/api/v1/keys").statusCode()).isEqualTo(401);
        long id = data(get(registered, "/auth/me")).path("id").asLong();
        assertThat(post(
                                admin,
                                "/api/v1/permissions/assignments",
                                "{'identity_id': " + id + ", 'permission_set_ref': 'core.admin'}")
                        .statusCode())
                .isEqualTo(201);
        String stranger = token(own + "@example.com", PASSWORD);

        assertThat(get(stranger, "/api/v1/keys/$o.a").statusCode()).isEqualTo(404);
        assertThat(refs(get(stranger, "/api/v1/keys"))).isEmpty();
        made(stranger, "/api/v1/keys", key("$o.a", "'value': 'theirs'"));
        assertThat(data(get(admin, "/api/v1/keys/$o.a")).path("value").asText()).isEqualTo("ours");
    }

    @Test
    void whatOwnsKeysIsDeletedOnlyTogetherWithThem() {
        made(
                admin,
                "/api/v1/keys",
                "{'ref': '$o.k', 'owner_type': 'pack', 'owner_pack_ref': '$o', 'name': 'k', 'value': 1}");
        var carol = person("core.admin");
        made(carol.token(), "/api/v1/keys", personal("$o.carol", carol.id()));

        var pack = send(admin, "DELETE", "/api/v1/packs/$o", "");
        assertThat(pack.statusCode()).isEqualTo(409);
        assertThat(pack.body()).contains(own + ".k", "cascade=true");
        var identity = send(admin, "DELETE", "/api/v1/identities/" + carol.id(), "");
        assertThat(identity.statusCode()).isEqualTo(409);
        assertThat(identity.body()).contains(own + ".carol");

        assertThat(send(admin, "DELETE", "/api/v1/packs/$o?cascade=true", "").statusCode())
                .isEqualTo(200);
        assertThat(send(admin, "DELETE", "/api/v1/identities/" + carol.id() + "?cascade=true", "")
                        .statusCode())
                .isEqualTo(200);
        assertThat(get(admin, "/api/v1/keys/$o.k").statusCode()).isEqualTo(404);
        assertThat(audited("$o.k")).endsWith("secret.key.deleted");
        assertThat(audited("$o.carol")).endsWith("secret.key.deleted");
    }

    @Test
    void whatUsesAKeyIsTold() {
        made(admin, "/api/v1/keys", key("$o.shared", "'value': 1"));
        made(
                admin,
                "/api/v1/keys",
                "{'ref': '$o.own', 'owner_type': 'pack', 'owner_pack_ref': '$o', 'name': 'pin', 'value': 1}");
        action("pays", "'param_schema': {'pin': {'type': 'string', 'secret': true}}");
        action("lists", "'param_schema': {'x': {'type': 'string'}}, 'keys': ['$o.shared', 'pin']");
        made(admin, "/api/v1/triggers", "{'ref': '$o.hook', 'pack_ref': '$o', 'label': 'H'}");
        rule("reads", "'criteria': '{{ keystore.pin > 2 }}', 'action_params': {'x': '{{ kv.get(\\'$o.shared\\') }}'}");
        rule("silent", "'action_params': {'x': 'pin'}");

        assertThat(usages(admin, "$o.shared"))
                .containsExactlyInAnyOrder("rule $o.reads [/action_params/x]", "action $o.lists [/keys/0]");
        assertThat(usages(admin, "$o.own"))
                .contains("action $o.pays [/param_schema/pin]", "action $o.lists [/keys/1]", "action $o.act []")
                .anySatisfy(usage -> assertThat(usage).startsWith("rule $o.reads [/conditions"))
                .noneSatisfy(usage -> assertThat(usage).contains("$o.silent"));

        permissionSet(
                "keys",
                "[{'resource': 'keys', 'actions': ['read']}, {'resource': 'actions', 'actions': ['read'], 'constraints': {'refs': ['$o.pays']}}]");
        assertThat(usages(member("$o.keys"), "$o.own"))
                .as("of what its reader may read")
                .containsExactly("action $o.pays [/param_schema/pin]");
        permissionSet("none", "[{'resource': 'keys', 'actions': ['read'], 'constraints': {'refs': ['$o.shared']}}]");
        assertThat(get(member("$o.none"), "/api/v1/keys/$o.own/usage").statusCode())
                .isEqualTo(404);
    }

    private void action(String name, String more) {
        made(
                admin,
                "/api/v1/actions",
                "{'ref': '$o." + name
                        + "', 'pack_ref': '$o', 'label': 'A', 'entrypoint': 'true', 'runtime_ref': 'core.shell', "
                        + more + "}");
    }

    private void rule(String name, String more) {
        made(
                admin,
                "/api/v1/rules",
                "{'ref': '$o." + name
                        + "', 'pack_ref': '$o', 'label': 'R', 'trigger_ref': '$o.hook', 'action_ref': '$o.lists', "
                        + more + "}");
    }

    private List<String> usages(String token, String ref) {
        return StreamSupport.stream(
                        data(get(token, "/api/v1/keys/" + ref + "/usage")).spliterator(), false)
                .map(usage -> usage.path("kind").asText() + " "
                        + usage.path("ref").asText().replace(own, "$o") + " "
                        + StreamSupport.stream(usage.path("at").spliterator(), false)
                                .map(JsonNode::asText)
                                .toList())
                .toList();
    }

    @Test
    void anExpiredKeyHoldsNobody() {
        made(
                admin,
                "/api/v1/keys",
                "{'ref': '$o.k', 'owner_type': 'pack', 'owner_pack_ref': '$o', 'name': 'k', 'value': 1}");
        expire("$o.k");

        assertThat(send(admin, "DELETE", "/api/v1/packs/$o", "").statusCode()).isEqualTo(200);
    }

    private record Person(long id, String token) {}

    private Person person(String permissionSet) {
        String login = own + "-" + NUMBER.incrementAndGet() + "@example.com";
        long id = made(
                        admin,
                        "/api/v1/identities",
                        "{'login': '" + login + "', 'password': '" + PASSWORD + "', 'tenant_ref': 'default'}")
                .path("id")
                .asLong();
        var _ = made(
                admin,
                "/api/v1/permissions/assignments",
                "{'identity_id': " + id + ", 'permission_set_ref': '" + permissionSet + "'}");
        return new Person(id, token(login, PASSWORD));
    }

    private String member(String permissionSet) {
        return person(permissionSet).token();
    }

    private void permissionSet(String name, String grants) {
        transactions.engineTask(tx -> tx.sql()
                .execute(
                        "insert into permission_set (ref, grants) values (?, ?::jsonb)",
                        own + "." + name,
                        json(grants)));
    }

    private static String key(String ref, String more) {
        return "{'ref': '" + ref + "', 'owner_type': 'system', 'name': '" + ref + "', " + more + "}";
    }

    private static String personal(String ref, long identity) {
        return "{'ref': '" + ref + "', 'owner_type': 'identity', 'owner_identity': " + identity
                + ", 'name': 'token', 'value': 'mine', 'encrypted': true}";
    }

    private void expire(String ref) {
        transactions.engineTask(tx ->
                tx.sql().execute("update key set expires_at = now() - interval '1 second' where ref = ?", json(ref)));
    }

    private List<String> audited(String ref) {
        return transactions.engine(tx -> tx.sql()
                .fetch(
                        "select event_type from audit_event where resource_ref = ? and resource_type = 'key' order by id",
                        json(ref))
                .getValues(0, String.class));
    }

    private List<String> fields(String body) {
        var answer = post(admin, "/api/v1/keys", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        return parse(answer).path("details").path("fields").findValuesAsText("field");
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
        return TestPlatform.send(base, method, path.replace("$o", own), token, json(body));
    }

    private String json(String text) {
        return text.replace('\'', '"').replace("$o", own);
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
