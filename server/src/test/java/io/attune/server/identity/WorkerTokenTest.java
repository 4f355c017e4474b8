package io.attune.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.server.boot.TestPlatform;
import io.attune.worker.gateway.GatewayRefusedException;
import io.attune.worker.gateway.GatewayUnavailableException;
import io.attune.worker.gateway.HttpWorkerGateway;
import io.attune.worker.gateway.WorkerGateway.Heartbeat;
import io.attune.worker.gateway.WorkerGateway.WorkerRegistration;
import io.attune.worker.gateway.WorkerGateway.WorkerSession;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** SEC-16: whom a worker's token speaks for, and how it is taken back. */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class WorkerTokenTest extends ApiTest {
    private static final String TOKENS = "/api/v1/workers/enrolment-tokens";
    private static final Heartbeat IDLE = new Heartbeat(0, 0);

    private final List<HttpWorkerGateway> gateways = new ArrayList<>();

    @AfterEach
    void hangUp() {
        gateways.forEach(HttpWorkerGateway::close);
    }

    /** A token that an operator made. */
    private record Invitation(long id, String token) {}

    @Test
    void aTokenSpeaksForTheWorkerThatRegistersWithItFirst() {
        var name = "first-" + UUID.randomUUID();
        var own = gateway(invitation());
        var session = own.register(registration(name));
        var stranger = gateway(invitation());

        refused(() -> stranger.register(registration(name)));
        refused(() -> stranger.heartbeat(session, IDLE));
        refused(() -> stranger.lease(session, 1, 0, Duration.ZERO));
        refused(() -> stranger.packArchive(session, "core").close());
        refused(() -> own.register(registration("second-" + UUID.randomUUID())));
        assertThat(own.heartbeat(session, IDLE).reregister())
                .as("what others tried changed nothing")
                .isFalse();

        var other = stranger.register(registration("other-" + UUID.randomUUID()));
        refused(() -> stranger.heartbeat(session, IDLE));
        refused(() -> own.heartbeat(other, IDLE));
        assertThat(own.register(registration(name)).workerId())
                .as("its process was started again")
                .isEqualTo(session.workerId());
    }

    @Test
    void aRevokedTokenIsGoodForNothingFromTheNextRequestOn() {
        var name = "gone-" + UUID.randomUUID();
        var invitation = invitation();
        var gateway = gateway(invitation);
        var session = gateway.register(registration(name));
        var successor = gateway(invitation());
        assertThat(listed(invitation).path("worker").asText()).isEqualTo(name);
        assertThat(listed(invitation).path("active").asBoolean()).isTrue();
        gateway.heartbeat(session, IDLE);

        var revoked = operator.post(TOKENS + "/" + invitation.id() + "/revoke", "{'reason': 'machine sold'}")
                .expect(200);

        assertThatThrownBy(() -> gateway.heartbeat(session, IDLE))
                .isInstanceOf(GatewayUnavailableException.class)
                .hasMessageContaining("401");
        assertThatThrownBy(() -> gateway.register(registration(name)))
                .isInstanceOf(GatewayRefusedException.class)
                .hasMessageContaining("401");
        anonymous
                .as(invitation.token())
                .post("/auth/internal/sensor-token", "{'sensor_ref': 'core.none', 'trigger_types': ['core.none']}")
                .expect(401);
        assertThat(revoked.text("revocation_reason")).isEqualTo("machine sold");
        assertThat(revoked.data().path("active").asBoolean(true)).isFalse();
        assertThat(listed(invitation).path("revoked_at").asText()).isNotBlank();
        assertThat(operator.get("/api/v1/workers/" + session.workerId())
                        .expect(200)
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("inactive");
        assertThat(successor.register(registration(name)).workerId())
                .as("a worker with a new token takes its place")
                .isEqualTo(session.workerId());
    }

    @Test
    void revokingAgainKeepsTheFirstReasonAndTheSuccessor() {
        var name = "twice-" + UUID.randomUUID();
        var invitation = invitation();
        gateway(invitation).register(registration(name));
        var path = TOKENS + "/" + invitation.id() + "/revoke";
        operator.post(path, "{'reason': 'first'}").expect(200);
        var successor = gateway(invitation());
        WorkerSession session = successor.register(registration(name));

        assertThat(operator.post(path, "{'reason': 'second'}").expect(200).text("revocation_reason"))
                .isEqualTo("first");
        assertThat(successor.heartbeat(session, IDLE).reregister()).isFalse();
    }

    @Test
    void onlyOperatorsSeeAndRevokeTokensOfWorkers() {
        var invitation = invitation();
        var path = TOKENS + "/" + invitation.id() + "/revoke";
        var admin = operator.tenant().api();

        admin.get(TOKENS).expect(403);
        admin.post(path, "{}").expect(403);
        anonymous.as(invitation.token()).post(path, "{}").expect(401);
        operator.post(TOKENS + "/999999999/revoke", "{}").expect(404);
        operator.post(path, "{'reason': '" + "x".repeat(2001) + "'}").expect(422);
        assertThat(operator.get(TOKENS).expect(200).json().toString())
                .doesNotContain(invitation.token())
                .doesNotContain("hash");
        assertThat(listed(invitation).path("active").asBoolean()).isTrue();
    }

    private Invitation invitation() {
        var made = operator.post(TOKENS, "{'label': 'test'}").expect(201);
        return new Invitation(made.id(), made.text("token"));
    }

    private JsonNode listed(Invitation invitation) {
        for (var token : operator.get(TOKENS).expect(200).data()) {
            if (token.path("id").asLong() == invitation.id()) {
                return token;
            }
        }
        throw new AssertionError("not listed: " + invitation.id());
    }

    private HttpWorkerGateway gateway(Invitation invitation) {
        var gateway = new HttpWorkerGateway(base, invitation::token);
        gateways.add(gateway);
        return gateway;
    }

    /** As of a process that was just started. */
    private static WorkerRegistration registration(String name) {
        return new WorkerRegistration(
                name, "remote", "here", UUID.randomUUID().toString(), 1, JsonNodeFactory.instance.objectNode(), false);
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(GatewayRefusedException.class).hasMessageContaining("422");
    }
}
