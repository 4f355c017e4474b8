package io.attune.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Team;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A3 Identities and assignments. */
class IdentitiesTest {
    private final Api admin = Platform.shared().admin();

    @Test
    void anIdentityIsMadeChangedGivenPermissionsAndDeleted() {
        var login = "svc-" + UUID.randomUUID();
        var created = admin.post(
                        "/api/v1/identities",
                        Json.object(
                                "login", login, "display_name", "Service", "attributes", Json.object("team", "ops")))
                .expect(201)
                .data();
        long id = created.path("id").asLong();
        assertThat(created.path("attributes").path("team").asText()).isEqualTo("ops");
        assertThat(created.path("roles")).isEmpty();
        assertThat(created.path("direct_permissions")).isEmpty();

        var path = "/api/v1/identities/" + id;
        assertThat(admin.get(path).expect(200).data().path("login").asText()).isEqualTo(login);
        admin.put(path, Json.object("display_name", "Renamed", "attributes", Json.object("team", "dev", "level", 2)))
                .expect(200);
        var changed = admin.get(path).expect(200).data();
        assertThat(changed.path("display_name").asText()).isEqualTo("Renamed");
        assertThat(changed.path("attributes")).isEqualTo(Json.object("team", "dev", "level", 2));

        assertThat(admin.get("/api/v1/permissions/sets").expect(200).json().isArray())
                .isTrue();
        var assignment = admin.post(
                        "/api/v1/permissions/assignments",
                        Json.object("identity_id", id, "permission_set_ref", "core.admin"))
                .expect(201)
                .data();
        assertThat(assignment.path("permission_set_ref").asText()).isEqualTo("core.admin");
        var listed = admin.get(path + "/permissions").expect(200).json();
        assertThat(listed.isArray()).isTrue();
        assertThat(listed)
                .singleElement()
                .satisfies(one ->
                        assertThat(one.path("permission_set_ref").asText()).isEqualTo("core.admin"));

        admin.delete("/api/v1/permissions/assignments/" + assignment.path("id").asLong())
                .expect(200);
        assertThat(admin.get(path + "/permissions").expect(200).json()).isEmpty();
        admin.delete(path).expect(200);
        admin.get(path).expect(404);
    }

    @Test
    void rolesAreWordsInListsAndObjectsInDetail() {
        var team = Team.shared();
        var member = team.member("member");
        team.role(member, "core.viewer");

        var detail =
                team.api().get("/api/v1/identities/" + member.id()).expect(200).data();
        assertThat(detail.path("roles")).singleElement().satisfies(role -> {
            assertThat(role.path("source").asText()).isEqualTo("manual");
            assertThat(role.path("managed").asBoolean(true)).isFalse();
        });
        var role = detail.path("roles").get(0).path("role").asText();
        assertThat(team.api().get("/api/v1/identities").expect(200).items())
                .filteredOn(found -> found.path("id").asLong() == member.id())
                .singleElement()
                .satisfies(found -> assertThat(found.path("roles")).isEqualTo(Json.array(role)));
    }

    @Test
    void aPlainIdentityAdministersNobody() {
        Team.shared().member("plain").api().get("/api/v1/identities").expect(403);
    }
}
