package io.attune.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.server.boot.ApiClient;
import io.attune.server.boot.ApiClient.Answer;
import io.attune.server.boot.ApiClient.Member;
import io.attune.server.boot.TestPlatform;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What getting in and out leaves in the audit log, and not getting in (security.md §5, SEC-18). */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class SessionAuditTest extends ApiTest {
    /** What a request left besides the record that every request leaves. */
    private List<JsonNode> records(Answer answer) {
        List<JsonNode> records = new ArrayList<>();
        operator.get("/api/v1/audit-events/by-request/" + answer.requestId())
                .expect(200)
                .data()
                .forEach(record -> {
                    if (!record.path("category").asText().equals("api")) {
                        records.add(record);
                    }
                });
        return records;
    }

    private JsonNode onlyRecord(Answer answer, String eventType, String outcome) {
        var records = records(answer);
        assertThat(records).as(answer.toString()).hasSize(1);
        var record = records.getFirst();
        assertThat(record.path("event_type").asText()).isEqualTo(eventType);
        assertThat(record.path("category").asText()).isEqualTo("auth");
        assertThat(record.path("outcome").asText()).isEqualTo(outcome);
        assertThat(record.toString()).doesNotContain(ApiClient.PASSWORD);
        return record;
    }

    /** In the tenant of the operator, who reads its records. */
    private Member member() {
        return operator.member(operator.get("/auth/me").expect(200).text("tenant_ref"), "");
    }

    private static String credentials(Member member) {
        return "{'login': '" + member.login() + "', 'password': '" + ApiClient.PASSWORD + "'}";
    }

    private static String refresh(String token) {
        return "{'refresh_token': '" + token + "'}";
    }

    private static void names(JsonNode record, Member member) {
        assertThat(record.path("actor_identity").asLong()).isEqualTo(member.id());
        assertThat(record.path("actor_login").asText()).isEqualTo(member.login());
    }

    @Test
    void aLogoutIsRecordedOnceThoughItEndsNothingTwice() {
        var member = member();

        names(onlyRecord(member.api().get("/auth/logout").expect(307), "auth.logout.success", "success"), member);
        assertThat(records(member.api().get("/auth/logout").expect(307))).isEmpty();
        assertThat(records(anonymous.get("/auth/logout").expect(307))).isEmpty();
    }

    @Test
    void theRightPasswordOfAFrozenIdentityIsAFailedLogin() {
        var member = member();
        operator.post("/api/v1/identities/" + member.id() + "/freeze", "").expect(200);

        var refused = anonymous.post("/auth/login", credentials(member)).expect(403);

        names(onlyRecord(refused, "auth.login.failure", "failure"), member);
    }

    @Test
    void refusedRefreshTokensAreRecordedWithWhoseTheyWere() {
        var member = member();
        var token =
                anonymous.post("/auth/login", credentials(member)).expect(200).text("refresh_token");
        var renewed = anonymous.post("/auth/refresh", refresh(token)).expect(200);
        names(onlyRecord(renewed, "auth.token_refresh.success", "success"), member);

        var reused = anonymous.post("/auth/refresh", refresh(token)).expect(401);
        names(onlyRecord(reused, "auth.token_refresh.failure", "failure"), member);
        var ended = anonymous
                .post("/auth/refresh", refresh(renewed.text("refresh_token")))
                .expect(401);
        names(onlyRecord(ended, "auth.token_refresh.failure", "failure"), member);
    }

    @Test
    void aRefreshTokenThatIsNoneIsRecordedWithoutAnybody() {
        for (var token : List.of("forged", operator.token())) {
            var refused = anonymous.post("/auth/refresh", refresh(token)).expect(401);

            var record = onlyRecord(refused, "auth.token_refresh.failure", "failure");
            assertThat(record.path("actor_identity").isNull()).isTrue();
            assertThat(record.toString()).doesNotContain(token);
        }
    }

    @Test
    void aWrongCurrentPasswordIsRecorded() {
        var member = member();

        var refused = member.api()
                .post(
                        "/auth/change-password",
                        "{'current_password': 'not this one', 'new_password': 'another long password'}")
                .expect(401);

        var record = onlyRecord(refused, "auth.password_change.failure", "failure");
        names(record, member);
        assertThat(record.toString()).doesNotContain("not this one").doesNotContain("another long password");
    }

    @Test
    void loginsByTokenAreRecordedGoodOrBad() {
        var member = member();
        var token = operator.post("/api/v1/identities/" + member.id() + "/integration-tokens", "{'label': 'audited'}")
                .expect(201)
                .text("token");

        var good = anonymous
                .post("/auth/token-login", "{'token': '" + token + "'}")
                .expect(200);
        names(onlyRecord(good, "auth.token_login.success", "success"), member);
        var bad = anonymous
                .post("/auth/token-login", "{'token': 'attune_it_nobody'}")
                .expect(401);
        onlyRecord(bad, "auth.token_login.failure", "failure");
        operator.post("/api/v1/identities/" + member.id() + "/freeze", "").expect(200);
        var frozen = anonymous
                .post("/auth/token-login", "{'token': '" + token + "'}")
                .expect(401);
        onlyRecord(frozen, "auth.token_login.failure", "failure");
    }

    @Test
    void aRegistrationIsRecordedInTheTenantThatItMakes() {
        var login = "registered-" + System.nanoTime();
        var registered = anonymous
                .post("/auth/register", "{'login': '" + login + "', 'password': '" + ApiClient.PASSWORD + "'}")
                .expect(200);
        assertThat(records(registered)).as("the operator is of another tenant").isEmpty();
        operator.post(
                        "/api/v1/permissions/assignments",
                        "{'identity_login': '" + login + "', 'permission_set_ref': 'core.admin'}")
                .expect(201);

        var seen = anonymous
                .as(registered.text("access_token"))
                .get("/api/v1/audit-events/by-request/" + registered.requestId())
                .expect(200)
                .data();

        assertThat(seen).anySatisfy(record -> {
            assertThat(record.path("event_type").asText()).isEqualTo("auth.register.success");
            assertThat(record.path("actor_login").asText()).isEqualTo(login);
        });
    }

    @Test
    void aWorkerThatIsLetInIsRecorded() {
        var token = operator.post("/api/v1/workers/enrolment-tokens", "{'label': 'audited'}")
                .expect(201)
                .text("token");

        var registered = anonymous
                .as(token)
                .post(
                        "/api/v1/internal/gateway/register",
                        "{'name': 'audited', 'worker_type': 'remote', 'host': 'here', 'incarnation': 'a', 'slots': 1,"
                                + " 'capabilities': {}}")
                .expect(200);
        var record = records(registered).getFirst();
        assertThat(record.path("event_type").asText()).isEqualTo("admin.worker.registered");
        assertThat(record.path("actor_token_type").asText()).isEqualTo("worker");
        assertThat(record.path("resource_ref").asText()).isEqualTo("audited");

        anonymous
                .as(token)
                .post("/api/v1/internal/gateway/register", "{'name': 'audited'}")
                .expect(422);
    }
}
