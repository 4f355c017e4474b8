package io.attune.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.server.boot.TestPlatform;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Tenants (api.md §7, design.md D13, D16). */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class TenantApiTest extends ApiTest {
    @Test
    void operatorsMakeListAndRenameThem() {
        var member = operator.tenant();

        var renamed = operator.put("/api/v1/tenants/" + member.tenant(), "{'label': 'The Team'}")
                .expect(200)
                .data();

        assertThat(renamed.path("label").asText()).isEqualTo("The Team");
        assertThat(renamed.path("frozen").asBoolean(true)).isFalse();
        var listed = operator.get("/api/v1/tenants?page_size=100").expect(200).json();
        assertThat(listed.path("items"))
                .extracting(it -> it.path("ref").asText())
                .contains(member.tenant());
        assertThat(listed.path("pagination").path("total_items").asLong()).isPositive();
        operator.post("/api/v1/tenants", "{'ref': '" + member.tenant() + "', 'label': 'Again'}")
                .expect(409);
        operator.post("/api/v1/tenants", "{'ref': 'Not A Ref', 'label': 'x'}").expect(422);
        operator.post("/api/v1/tenants", "{}").expect(422);
        operator.put("/api/v1/tenants/nothing-there", "{'label': 'x'}").expect(404);
    }

    @Test
    void everybodySeesTheOwnOneAndNoOther() {
        var red = operator.tenant();
        var blue = operator.tenant();

        assertThat(red.api().get("/api/v1/tenants/" + red.tenant()).expect(200).text("ref"))
                .isEqualTo(red.tenant());
        var foreign = red.api().get("/api/v1/tenants/" + blue.tenant()).expect(404);
        assertThat(foreign.error().replace(blue.tenant(), "x"))
                .isEqualTo(red.api()
                        .get("/api/v1/tenants/nothing-there")
                        .expect(404)
                        .error()
                        .replace("nothing-there", "x"));
        red.api().get("/api/v1/tenants").expect(403);
        red.api().put("/api/v1/tenants/" + red.tenant(), "{'label': 'Mine'}").expect(403);
        red.api().post("/api/v1/tenants", "{'ref': 'red-too', 'label': 'x'}").expect(403);
    }

    @Test
    void administratorsAddMembersToTheirOwnTenantOnly() {
        var red = operator.tenant();
        var blue = operator.tenant();

        var made = red.api()
                .post("/api/v1/identities", "{'login': 'member-of-" + red.tenant() + "'}")
                .expect(201);
        assertThat(made.text("tenant_ref")).isEqualTo(red.tenant());
        red.api()
                .post(
                        "/api/v1/identities",
                        "{'login': 'second-of-" + red.tenant() + "', 'tenant_ref': '" + red.tenant() + "'}")
                .expect(201);
        red.api()
                .post("/api/v1/identities", "{'login': 'spy-of-red', 'tenant_ref': '" + blue.tenant() + "'}")
                .expect(403);
        red.api()
                .post("/api/v1/identities", "{'login': 'king-of-red', 'operator': true}")
                .expect(403);
        operator.post("/api/v1/identities", "{'login': 'nobody-of', 'tenant_ref': 'nothing-there'}")
                .expect(404);
        assertThat(operator.post("/api/v1/identities", "{'login': 'lone@" + red.tenant() + "'}")
                        .expect(201)
                        .text("tenant_ref"))
                .startsWith("lone_");
        blue.api().get("/api/v1/identities/" + made.id()).expect(404);
        blue.api().post("/api/v1/identities/" + made.id() + "/freeze", "").expect(404);
        assertThat(blue.api().get("/api/v1/identities").expect(200).json().path("items"))
                .extracting(it -> it.path("tenant_ref").asText())
                .containsOnly(blue.tenant());
    }

    @Test
    void aFrozenTenantIsOutAtOnceAndItsWebhooksAreNotThere() {
        var red = operator.tenant();
        red.api()
                .post("/api/v1/packs", "{'ref': '" + red.tenant() + "', 'label': 'P', 'version': '1.0.0'}")
                .expect(201);
        var trigger = red.tenant() + ".hit";
        red.api()
                .post(
                        "/api/v1/triggers",
                        "{'ref': '" + trigger + "', 'pack_ref': '" + red.tenant() + "', 'label': 'T'}")
                .expect(201);
        var key = red.api()
                .post("/api/v1/triggers/" + trigger + "/webhooks/enable", "{}")
                .expect(200)
                .text("webhook_key");
        var hook = "/api/v1/webhooks/" + key;
        anonymous.post(hook, "{}").expect(200);

        operator.put("/api/v1/tenants/" + red.tenant(), "{'frozen': true}").expect(200);

        red.api().get("/auth/me").expect(403);
        anonymous
                .post("/auth/login", "{'login': '" + red.login() + "', 'password': 'a password of this test'}")
                .expect(403);
        var absent = anonymous.post("/api/v1/webhooks/no-such-key", "{}").expect(404);
        assertThat(anonymous.post(hook, "{}").expect(404).json().path("code"))
                .isEqualTo(absent.json().path("code"));

        operator.put("/api/v1/tenants/" + red.tenant(), "{'frozen': false}").expect(200);
        anonymous.post(hook, "{}").expect(200);
        red.api().get("/auth/me").expect(401);
        anonymous.login(red.login(), "a password of this test").get("/auth/me").expect(200);
    }

    /** Who takes one name after the other must not make the next registration slower than the last. */
    @Test
    void tenantsOfLikeLoginsAreNamedWithoutTryingAllNumbers() {
        var refs = new ArrayList<String>();
        for (int dots = 0; dots < 5; dots++) {
            var login = "quadruple" + ".".repeat(dots);
            var token = anonymous
                    .post("/auth/register", "{'login': '" + login + "', 'password': 'a long enough password'}")
                    .expect(200)
                    .text("access_token");
            refs.add(anonymous.as(token).get("/auth/me").expect(200).text("tenant_ref"));
        }

        assertThat(refs).doesNotHaveDuplicates().startsWith("quadruple", "quadruple_2", "quadruple_3");
        assertThat(refs.subList(3, 5)).allSatisfy(ref -> assertThat(ref).matches("quadruple_[0-9a-f]{8}"));
    }

    @Test
    void nobodyLocksItselfOut() {
        operator.put("/api/v1/tenants/default", "{'frozen': true}").expect(400);
        operator.put("/api/v1/tenants/system", "{'frozen': true}").expect(400);
    }
}
