package io.attune.e2e.t3;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** T3.22 Integration-token login. */
class IntegrationTokenLoginTest {
    private final Api admin = Platform.shared().admin();
    private final Api anonymous = Platform.shared().api().fromElsewhere();

    @Test
    void aServiceAccountLogsInWithItsTokenUntilThatIsRevoked() {
        var login = "svc-" + UUID.randomUUID();
        long id = admin.post("/api/v1/identities", Json.object("login", login))
                .expect(201)
                .data()
                .path("id")
                .asLong();
        var assignment = admin.post(
                        "/api/v1/permissions/assignments",
                        Json.object("identity_login", login, "permission_set_ref", "core.viewer"))
                .expect(201)
                .data();
        assertThat(assignment.path("permission_set_ref").asText()).isEqualTo("core.viewer");
        var tokens = "/api/v1/identities/" + id + "/integration-tokens";
        var created = admin.post(tokens, Json.object("label", "ci")).expect(201).data();
        var token = created.path("token").asText();
        var record = created.path("integration_token");
        assertThat(record.path("identity_id").asLong()).isEqualTo(id);
        assertThat(record.path("active").asBoolean()).isTrue();

        var session = login(token).expect(200).data();
        assertThat(session.path("token_type").asText()).isEqualTo("Bearer");
        assertThat(session.path("access_token").asText()).isNotBlank();
        assertThat(session.path("refresh_token").asText()).isNotBlank();
        assertThat(session.path("user").path("id").asLong()).isEqualTo(id);
        assertThat(session.path("user").path("login").asText()).isEqualTo(login);

        var service = anonymous.as(session.path("access_token").asText());
        var me = service.get("/auth/me").expect(200).data();
        assertThat(me.path("login").asText()).isEqualTo(login);
        assertThat(me.path("can_change_password").asBoolean(true)).isFalse();
        assertThat(me.path("assigned_permission_set_refs")).isEqualTo(Json.array("core.viewer"));
        service.get("/api/v1/packs/core").expect(200);
        service.get("/api/v1/actions/core.echo").expect(200);
        service.get("/api/v1/identities").expect(403);

        admin.post(tokens + "/" + record.path("id").asLong() + "/revoke", Json.object())
                .expect(200);
        login(token).expect(401);
        login("attune_it_" + "x".repeat(43)).expect(401);
        service.get("/auth/me").expect(401);
    }

    @Test
    void deletingTheIdentityKillsItsTokens() {
        long id = admin.post("/api/v1/identities", Json.object("login", "svc-" + UUID.randomUUID()))
                .expect(201)
                .data()
                .path("id")
                .asLong();
        var token = admin.post("/api/v1/identities/" + id + "/integration-tokens", Json.object("label", "ci"))
                .expect(201)
                .data()
                .path("token")
                .asText();
        var service = anonymous.as(
                login(token).expect(200).data().path("access_token").asText());
        service.get("/auth/me").expect(200);

        admin.delete("/api/v1/identities/" + id).expect(200);

        login(token).expect(401);
        service.get("/auth/me").expect(401);
    }

    private Api.Answer login(String token) {
        return anonymous.post("/auth/token-login", Json.object("token", token));
    }
}
