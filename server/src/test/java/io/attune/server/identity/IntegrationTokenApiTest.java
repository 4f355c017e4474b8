package io.attune.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.server.boot.ApiClient;
import io.attune.server.boot.ApiClient.Answer;
import io.attune.server.boot.TestPlatform;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Service accounts (security.md §1.5, api-auth.md §2). */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class IntegrationTokenApiTest extends ApiTest {
    private ApiClient.Member admin;
    private ApiClient.Member service;
    private String tokensPath = "";

    @BeforeEach
    void makeServiceAccount() {
        admin = operator.tenant();
        service = operator.member(admin.tenant(), "core.viewer");
        tokensPath = "/api/v1/identities/" + service.id() + "/integration-tokens";
    }

    @Test
    void aTokenIsShownOnceAndThenOnlyItsEnds() {
        var created = admin.api()
                .post(tokensPath, "{'label': '  deploy  ', 'description': 'For CI'}")
                .expect(201)
                .data();
        var token = created.path("token").asText();

        assertThat(token).startsWith("attune_it_").hasSize(10 + 43);
        var shown = created.path("integration_token");
        assertThat(shown.path("label").asText()).isEqualTo("deploy");
        assertThat(shown.path("identity_id").asLong()).isEqualTo(service.id());
        assertThat(shown.path("token_prefix").asText()).isEqualTo(token.substring(0, 18));
        assertThat(shown.path("token_suffix").asText()).isEqualTo(token.substring(token.length() - 6));
        assertThat(shown.path("created_by").asLong()).isEqualTo(admin.id());
        assertThat(shown.path("active").asBoolean()).isTrue();
        assertThat(shown.path("last_used_at").isNull()).isTrue();
        var listed = admin.api().get(tokensPath).expect(200);
        assertThat(listed.data()).hasSize(1);
        assertThat(listed.json().toString()).doesNotContain(token);
    }

    @Test
    void whoShowsItLogsInAsItsIdentity() {
        var login = login(newToken()).expect(200);

        assertThat(login.text("token_type")).isEqualTo("Bearer");
        assertThat(login.data().path("user").path("login").asText()).isEqualTo(service.login());
        var session = anonymous.as(login.text("access_token"));
        assertThat(session.get("/auth/me").expect(200).data().path("assigned_permission_set_refs"))
                .extracting(node -> node.asText())
                .containsExactly("core.viewer");
        session.get("/api/v1/packs/core").expect(200);
        session.get("/api/v1/identities").expect(403);
        var used = admin.api().get(tokensPath).data().get(0);
        assertThat(used.path("last_used_at").isTextual()).isTrue();
        assertThat(used.path("last_used_ip").asText()).isNotEmpty();
        anonymous.as(newToken()).get("/auth/me").expect(401);
    }

    @Test
    void aRevokedTokenTakesItsSessionsAlong() {
        var token = newToken();
        var session = login(token).expect(200);
        var refreshed = refresh(session).expect(200);
        assertThat(refreshed.data().path("user").path("id").asLong()).isEqualTo(service.id());
        var access = anonymous.as(refreshed.text("access_token"));
        access.get("/auth/me").expect(200);

        var id = admin.api().get(tokensPath).data().get(0).path("id").asLong();
        var revoked = admin.api()
                .post(tokensPath + "/" + id + "/revoke", "{'reason': 'leaked'}")
                .expect(200)
                .data();

        assertThat(revoked.path("active").asBoolean(true)).isFalse();
        assertThat(revoked.path("revocation_reason").asText()).isEqualTo("leaked");
        assertThat(revoked.path("revoked_by").asLong()).isEqualTo(admin.id());
        access.get("/auth/me").expect(401);
        refresh(refreshed).expect(401);
        var again = login(token).expect(401);
        var unknown = login("attune_it_unknown").expect(401);
        assertThat(again.json()).isEqualTo(unknown.json());
    }

    @Test
    void aDeletedTokenAndADeletedIdentityAreGoodForNothing() {
        var token = newToken();
        var access = anonymous.as(login(token).expect(200).text("access_token"));
        var id = admin.api().get(tokensPath).data().get(0).path("id").asLong();
        admin.api().delete(tokensPath + "/" + id).expect(200);
        access.get("/auth/me").expect(401);
        login(token).expect(401);

        var second = newToken();
        var session = anonymous.as(login(second).expect(200).text("access_token"));
        admin.api().delete("/api/v1/identities/" + service.id()).expect(200);
        session.get("/auth/me").expect(401);
        login(second).expect(401);
    }

    @Test
    void aFrozenOwnerAndAnExpiredTokenLookUnknown() {
        var token = newToken();
        admin.api().post("/api/v1/identities/" + service.id() + "/freeze", "").expect(200);

        assertThat(login(token).expect(401).error()).isEqualTo("Invalid token");
    }

    @Test
    void whatIsWrongWithARequestIsSaid() {
        admin.api().post(tokensPath, "{}").expect(422);
        admin.api().post(tokensPath, "{'label': '   '}").expect(422);
        admin.api()
                .post(tokensPath, "{'label': 'x', 'expires_at': '2020-01-01T00:00:00Z'}")
                .expect(400);
        admin.api().post(tokensPath + "/999999999/revoke", "{}").expect(404);
        admin.api().delete(tokensPath + "/999999999").expect(404);
        anonymous.post("/auth/token-login", "{'token': ''}").expect(422);
        anonymous.post("/auth/token-login", "{}").expect(422);
    }

    @Test
    void aTokenOfAnotherIdentityOrTenantIsNotThere() {
        newToken();
        var id = admin.api().get(tokensPath).data().get(0).path("id").asLong();
        var other = operator.tenant();

        other.api().get(tokensPath).expect(404);
        other.api().post(tokensPath, "{'label': 'mine'}").expect(404);
        admin.api()
                .post("/api/v1/identities/" + admin.id() + "/integration-tokens/" + id + "/revoke", "{}")
                .expect(404);
        service.api().get(tokensPath).expect(403);
    }

    @Test
    void browsersGetTheSessionInCookiesOnly() {
        var login = anonymous
                .post("/auth/token-login", "{'token': '" + newToken() + "', 'session': 'cookie'}")
                .expect(200);

        assertThat(login.data().has("access_token")).isFalse();
        assertThat(login.data().has("refresh_token")).isFalse();
        assertThat(login.data().path("user").path("id").asLong()).isEqualTo(service.id());
    }

    /** SEC-20: behind a proxy that ends TLS, too. */
    @Test
    void cookiesOfBrowsersThatCameByTlsGoByTlsOnly() {
        assertThat(cookies("https"))
                .hasSize(2)
                .allSatisfy(cookie -> assertThat(cookie).contains("Secure"));
        assertThat(cookies("http"))
                .hasSize(2)
                .allSatisfy(cookie -> assertThat(cookie).doesNotContain("Secure"));
    }

    private List<String> cookies(String scheme) {
        return TestPlatform.send(HttpRequest.newBuilder(base.resolve("/auth/token-login"))
                        .header("Content-Type", "application/json")
                        .header("X-Forwarded-Proto", scheme)
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"token\": \"" + newToken() + "\", \"session\": \"cookie\"}"))
                        .build())
                .headers()
                .allValues("Set-Cookie");
    }

    private String newToken() {
        return admin.api().post(tokensPath, "{'label': 'test'}").expect(201).text("token");
    }

    private Answer login(String token) {
        return anonymous.post("/auth/token-login", "{'token': '" + token + "'}");
    }

    private Answer refresh(Answer session) {
        return anonymous.post("/auth/refresh", "{'refresh_token': '" + session.text("refresh_token") + "'}");
    }
}
