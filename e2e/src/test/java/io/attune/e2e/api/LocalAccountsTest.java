package io.attune.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A2 Local accounts. */
class LocalAccountsTest {
    private final Api api = Platform.shared().api();
    private final String login = "user-" + UUID.randomUUID() + "@example.com";

    @Test
    void registrationLogsIn() {
        var data = register("long-enough-secret").expect(200).data();

        assertTokens(data);
        assertThat(data.path("user").path("id").isIntegralNumber()).isTrue();
        assertThat(data.path("user").path("login").asText()).isEqualTo(login);
        assertThat(data.path("user").path("display_name").asText()).isEqualTo("Somebody");
        register("long-enough-secret").expect(409);
    }

    @Test
    void weakPasswordIsRefusedWithItsField() {
        var answer = register("weak").expect(422);

        assertThat(answer.json().path("error").asText()).contains("password");
        api.post("/auth/login", credentials("weak")).expect(401);
    }

    @Test
    void wrongPasswordAndUnknownLoginLookTheSame() {
        register("long-enough-secret").expect(200);

        assertTokens(api.post("/auth/login", credentials("long-enough-secret"))
                .expect(200)
                .data());
        var wrong = api.post("/auth/login", credentials("another-secret")).expect(401);
        var unknown = api.post("/auth/login", Json.object("login", "nobody-" + login, "password", "another-secret"))
                .expect(401);
        assertThat(wrong.json()).isEqualTo(unknown.json());
    }

    @Test
    void meNeedsAToken() {
        var token = register("long-enough-secret")
                .expect(200)
                .data()
                .path("access_token")
                .asText();

        var me = api.as(token).get("/auth/me").expect(200).data();

        assertThat(me.path("id").isIntegralNumber()).isTrue();
        assertThat(me.path("login").asText()).isEqualTo(login);
        api.get("/auth/me").expect(401);
        api.as("invalid-token").get("/auth/me").expect(401);
    }

    @Test
    void refreshTokensAreGoodForOneUse() {
        var first = register("long-enough-secret")
                .expect(200)
                .data()
                .path("refresh_token")
                .asText();

        var second = refresh(first).expect(200).data();
        assertTokens(second);
        api.as(second.path("access_token").asText()).get("/auth/me").expect(200);

        // Whoever uses a token twice may be a thief: nothing of the family is good any more.
        refresh(first).expect(401);
        refresh(second.path("refresh_token").asText()).expect(401);
        refresh("invalid").expect(401);
    }

    @Test
    void aNewPasswordEndsOldSessions() {
        var data = register("long-enough-secret").expect(200).data();
        var session = api.as(data.path("access_token").asText());

        session.post(
                        "/auth/change-password",
                        Json.object("current_password", "wrong-secret", "new_password", "another-long-secret"))
                .expect(401);
        session.post(
                        "/auth/change-password",
                        Json.object("current_password", "long-enough-secret", "new_password", "another-long-secret"))
                .expect(200);

        api.post("/auth/login", credentials("long-enough-secret")).expect(401);
        api.post("/auth/login", credentials("another-long-secret")).expect(200);
        refresh(data.path("refresh_token").asText()).expect(401);
    }

    @Test
    void settingsTellWhatIsOn() {
        var settings = api.get("/auth/settings").expect(200).data();

        assertThat(settings.path("authentication_enabled").isBoolean()).isTrue();
        assertThat(settings.path("local_password_enabled").isBoolean()).isTrue();
        assertThat(settings.path("oidc_enabled").asBoolean(true)).isFalse();
        assertThat(settings.path("self_registration_enabled").asBoolean()).isTrue();
        assertThat(settings.path("ldap_enabled").asBoolean(true)).isFalse();
        assertThat(settings.path("ldap_visible_by_default").asBoolean(true)).isFalse();
        for (var field : new String[] {"ldap_provider_name", "ldap_provider_label", "ldap_provider_icon_url"}) {
            assertThat(settings.has(field)).as(field).isTrue();
            assertThat(settings.path(field).isNull()).as(field).isTrue();
        }
    }

    @Test
    void ldapIsOff() {
        api.post("/auth/ldap/login", Json.object("login", "someone", "password", "something"))
                .expect(501);
        api.post("/auth/ldap/login", Json.object("login", "", "password", "something"))
                .expect(422);
        api.post("/auth/ldap/login", Json.object("login", "someone", "password", ""))
                .expect(422);
        api.post("/auth/ldap/login", Json.object()).expect(422);
    }

    @Test
    void registrationCanBeSwitchedOff() {
        try (var closed = Platform.up(Map.of("ATTUNE__SECURITY__SELF_REGISTRATION", "false"))) {
            closed.api()
                    .post(
                            "/auth/register",
                            Json.object("login", login, "password", "long-enough-secret", "display_name", "X"))
                    .expect(403);
            assertThat(closed.api()
                            .get("/auth/settings")
                            .data()
                            .path("self_registration_enabled")
                            .asBoolean(true))
                    .isFalse();
        }
    }

    private Api.Answer register(String password) {
        return api.post("/auth/register", credentials(password).put("display_name", "Somebody"));
    }

    private Api.Answer refresh(String token) {
        return api.post("/auth/refresh", Json.object("refresh_token", token));
    }

    private ObjectNode credentials(String password) {
        return Json.object("login", login, "password", password);
    }

    private static void assertTokens(JsonNode data) {
        assertThat(data.path("access_token").asText()).isNotBlank();
        assertThat(data.path("refresh_token").asText()).isNotBlank();
        assertThat(data.path("token_type").asText()).isEqualTo("Bearer");
        assertThat(data.path("expires_in").asLong()).isPositive();
    }
}
