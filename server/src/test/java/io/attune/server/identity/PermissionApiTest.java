package io.attune.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.tenant.Tenant;
import io.attune.server.boot.ApiClient.Answer;
import io.attune.server.boot.ApiClient.Member;
import io.attune.server.boot.TestPlatform;
import io.attune.store.Transactions;
import io.attune.store.tenant.TenantStore;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who may give which permissions to whom (security.md §2.4, api-auth.md §3). */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class PermissionApiTest extends ApiTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Manages permissions, but only while its attributes say so: the only constraint that the resource takes. */
    private static final String LIMITED = "[{'resource': 'permissions', 'actions': ['read', 'manage'],"
            + " 'constraints': {'attributes': {'deputy': true}}},"
            + " {'resource': 'identities', 'actions': ['read', 'create', 'update', 'delete']},"
            + " {'resource': 'rules', 'actions': ['read']}]";

    @Inject
    Transactions transactions;

    @Test
    void aRoleBringsItsSetsToTheTenantThatBoundIt() {
        var red = operator.tenant();
        var blue = operator.tenant();
        var redMember = operator.member(red.tenant(), "");
        var blueMember = operator.member(blue.tenant(), "");
        var role = "watchers-" + red.tenant();
        addRole(red, redMember, role);
        addRole(blue, blueMember, role);

        var binding = red.api()
                .post(
                        "/api/v1/permissions/sets/"
                                + set(red, "core.viewer").path("id").asLong() + "/roles",
                        role(role))
                .expect(201);

        redMember.api().get("/api/v1/actions").expect(200);
        blueMember.api().get("/api/v1/actions").expect(403);
        assertThat(set(red, "core.viewer").path("roles"))
                .extracting(it -> it.path("role").asText())
                .contains(role);
        assertThat(set(blue, "core.viewer").path("roles"))
                .extracting(it -> it.path("role").asText())
                .doesNotContain(role);
        blue.api().delete("/api/v1/permissions/sets/roles/" + binding.id()).expect(404);

        red.api().delete("/api/v1/permissions/sets/roles/" + binding.id()).expect(200);
        redMember.api().get("/api/v1/actions").expect(403);
    }

    @Test
    void anOperatorsBindingHoldsForAll() {
        var member = operator.member(operator.tenant().tenant(), "");
        var role = "auditors" + NUMBER.incrementAndGet();
        operator.post("/api/v1/identities/" + member.id() + "/roles", role(role))
                .expect(201);

        operator.post("/api/v1/permissions/sets/" + viewerId() + "/roles", role(role))
                .expect(201);

        member.api().get("/api/v1/actions").expect(200);
    }

    @Test
    void shippedSetsAreForOperatorsToChange() {
        var admin = operator.tenant();

        admin.api()
                .put("/api/v1/permissions/sets/" + viewerId(), "{'grants': []}")
                .expect(403);
    }

    @Test
    void everyChangeHoldsFromTheNextRequestOn() {
        var admin = operator.tenant();
        var member = operator.member(admin.tenant(), "");
        long set = newSet(admin, "[{'resource': 'rules', 'actions': ['read']}]");
        member.api().get("/api/v1/rules").expect(403);

        var assignment = admin.api()
                .post(
                        "/api/v1/permissions/assignments",
                        "{'identity_login': '" + member.login() + "', 'permission_set_ref': '" + ref(set) + "'}")
                .expect(201);
        member.api().get("/api/v1/rules").expect(200);
        admin.api()
                .put("/api/v1/permissions/sets/" + set, "{'grants': [{'resource': 'actions', 'actions': ['read']}]}")
                .expect(200);
        member.api().get("/api/v1/rules").expect(403);
        member.api().get("/api/v1/actions").expect(200);
        admin.api().delete("/api/v1/permissions/assignments/" + assignment.id()).expect(200);
        member.api().get("/api/v1/actions").expect(403);
    }

    @Test
    void whoManagesWithinLimitsGivesNothingItDoesNotHold() {
        var admin = operator.tenant();
        var deputy = deputy(admin);
        var friend = operator.member(admin.tenant(), "");
        long reading =
                newSet(admin, "[{'resource': 'rules', 'actions': ['read'], 'constraints': {'pack_refs': ['a']}}]");

        // Within: giving, binding and writing what it holds.
        assign(deputy, friend, ref(reading)).expect(201);
        deputy.api()
                .post("/api/v1/permissions/sets/" + reading + "/roles", role("readers"))
                .expect(201);
        deputy.api()
                .put("/api/v1/permissions/sets/" + reading, "{'grants': [{'resource': 'rules', 'actions': ['read']}]}")
                .expect(200);

        // Beyond: in all the ways there are.
        var refused = assign(deputy, friend, "core.admin").expect(403);
        assertThat(refused.error()).startsWith("Insufficient permissions").contains("keys:decrypt");
        assign(deputy, deputy, "core.viewer").expect(403);
        deputy.api()
                .post("/api/v1/permissions/sets/" + viewerId() + "/roles", role("all"))
                .expect(403);
        deputy.api()
                .put(
                        "/api/v1/permissions/sets/" + reading,
                        "{'grants': [{'resource': 'rules', 'actions': ['read', 'delete']}]}")
                .expect(403);
        var role = "chiefs-" + admin.tenant();
        admin.api()
                .post("/api/v1/permissions/sets/" + viewerId() + "/roles", role(role))
                .expect(201);
        deputy.api()
                .post("/api/v1/identities/" + friend.id() + "/roles", role(role))
                .expect(403);
        // Nor does it become somebody who holds more.
        deputy.api()
                .post("/api/v1/identities/" + admin.id() + "/integration-tokens", "{'label': 'x'}")
                .expect(403);
        deputy.api()
                .put("/api/v1/identities/" + admin.id(), "{'password': 'taken over by a deputy'}")
                .expect(403);
        deputy.api()
                .put("/api/v1/identities/" + admin.id(), "{'display_name': 'Boss'}")
                .expect(200);
    }

    @Test
    void aGrantWhoseAttributeIsMissingOpensNothing() {
        var admin = operator.tenant();
        var deputy = deputy(admin);
        deputy.api().get("/api/v1/permissions/sets").expect(200);

        admin.api()
                .put("/api/v1/identities/" + deputy.id(), "{'attributes': {'deputy': false}}")
                .expect(200);

        deputy.api().get("/api/v1/permissions/sets").expect(403);
        // It must not give the attribute back to itself: that would awaken the grant.
        deputy.api()
                .put("/api/v1/identities/" + deputy.id(), "{'attributes': {'deputy': true}}")
                .expect(403);
    }

    @Test
    void onlyOperatorsTouchOperators() {
        var admin = operator.member("default", "core.admin");
        long self = operator.get("/auth/me").id();

        admin.api().get("/api/v1/identities/" + self).expect(200);
        admin.api()
                .put("/api/v1/identities/" + self, "{'password': 'taken over by an admin'}")
                .expect(403);
        admin.api().post("/api/v1/identities/" + self + "/freeze", "").expect(403);
        admin.api().delete("/api/v1/identities/" + self).expect(403);
        admin.api()
                .post("/api/v1/identities/" + self + "/integration-tokens", "{'label': 'x'}")
                .expect(403);
    }

    @Test
    void loginsOfThePlatformAreReserved() {
        var admin = operator.tenant();

        for (var login : new String[] {"sensor:core.x", "worker:1", "execution:7"}) {
            admin.api().post("/api/v1/identities", "{'login': '" + login + "'}").expect(422);
            anonymous
                    .post("/auth/register", "{'login': '" + login + "', 'password': 'long enough'}")
                    .expect(422);
        }
        operator.put("/api/v1/identities/1", "{'password': 'let me in please'}").expect(400);
        operator.post("/api/v1/identities/1/integration-tokens", "{'label': 'x'}")
                .expect(400);
    }

    @Test
    void assignmentsNeedExactlyOneIdentityThatIsThere() {
        var admin = operator.tenant();
        var other = operator.tenant();

        admin.api()
                .post("/api/v1/permissions/assignments", "{'permission_set_ref': 'core.viewer'}")
                .expect(400);
        admin.api()
                .post(
                        "/api/v1/permissions/assignments",
                        "{'permission_set_ref': 'core.viewer', 'identity_id': 1, 'identity_login': 'x'}")
                .expect(400);
        assign(admin, other, "core.viewer").expect(404);
        assign(admin, admin, "core.viewer").expect(201);
        assign(admin, admin, "core.viewer").expect(409);
        assign(admin, admin, "core.nothing").expect(404);
    }

    private Member deputy(Member admin) {
        var deputy = operator.member(admin.tenant(), "");
        admin.api()
                .put("/api/v1/identities/" + deputy.id(), "{'attributes': {'deputy': true}}")
                .expect(200);
        assign(admin, deputy, ref(newSet(admin, LIMITED))).expect(201);
        return deputy;
    }

    private static Answer assign(Member by, Member to, String set) {
        return by.api()
                .post(
                        "/api/v1/permissions/assignments",
                        "{'identity_id': " + to.id() + ", 'permission_set_ref': '" + set + "'}");
    }

    private static void addRole(Member by, Member to, String role) {
        by.api().post("/api/v1/identities/" + to.id() + "/roles", role(role)).expect(201);
    }

    private static String role(String role) {
        return "{'role': '" + role + "'}";
    }

    /** As a pack of the tenant brings it: there is no route to make one. */
    private long newSet(Member admin, String grants) {
        return transactions.engine(tx -> {
            var tenant =
                    new TenantStore().find(tx, admin.tenant()).map(Tenant::id).orElseThrow();
            return tx.sql()
                    .fetchSingle(
                            "insert into permission_set (tenant_id, ref, grants) values (?, ?, ?::jsonb) returning id",
                            tenant.value(),
                            admin.tenant() + ".set" + NUMBER.incrementAndGet(),
                            grants.replace('\'', '"'))
                    .get(0, Long.class);
        });
    }

    private String ref(long set) {
        return transactions.engine(tx -> tx.sql()
                .fetchSingle("select ref from permission_set where id = ?", set)
                .get(0, String.class));
    }

    private static JsonNode set(Member of, String ref) {
        for (var set : of.api().get("/api/v1/permissions/sets").expect(200).json()) {
            if (set.path("ref").asText().equals(ref)) {
                return set;
            }
        }
        throw new AssertionError("no permission set " + ref);
    }

    private long viewerId() {
        return transactions.engine(tx -> tx.sql()
                .fetchSingle("select id from permission_set where ref = 'core.viewer'")
                .get(0, Long.class));
    }
}
