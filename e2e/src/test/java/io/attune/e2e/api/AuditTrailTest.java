package io.attune.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Poll;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** X7: whoever asks later finds who ran what, when, and on which worker; and that nobody touched the log since. */
class AuditTrailTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String LOG = "/api/v1/audit-events";

    private final Fixture fixture = Fixture.shared();

    /** Oldest first. */
    private List<JsonNode> trail(long execution) {
        List<JsonNode> records = new ArrayList<>();
        for (var item : fixture.api()
                .get(LOG + "?resource_type=execution&resource_id=" + execution)
                .expect(200)
                .items()) {
            records.add(fixture.api()
                    .get(LOG + "/" + item.path("id").asLong())
                    .expect(200)
                    .data());
        }
        return records.reversed();
    }

    private static List<String> events(List<JsonNode> trail) {
        return trail.stream().map(record -> record.path("event_type").asText()).toList();
    }

    @Test
    void aRunLeavesWhoAskedForItAndTheWorkerThatDidIt() {
        long before = Instant.now().minusSeconds(5).getEpochSecond();
        var me = fixture.api().get("/auth/me").expect(200).data();
        var action = fixture.echoAction("audited");
        long id = fixture.run(action, Json.object("message", "not-for-the-log"))
                .path("id")
                .asLong();
        fixture.ended(id, LIMIT);

        var trail = trail(id);

        assertThat(events(trail))
                .containsExactly(
                        "execution.requested", "execution.scheduled", "execution.started", "execution.completed");
        assertThat(trail).allSatisfy(record -> {
            assertThat(record.path("category").asText()).isEqualTo("execution");
            assertThat(record.path("outcome").asText()).isEqualTo("success");
            assertThat(record.path("resource_ref").asText()).isEqualTo(action);
            assertThat(record.path("correlation_chain").path("execution_id").asLong())
                    .isEqualTo(id);
            assertThat(Instant.parse(record.path("created").asText()).getEpochSecond())
                    .isGreaterThanOrEqualTo(before);
            assertThat(record.toString()).doesNotContain("not-for-the-log");
        });
        assertThat(trail.getFirst().path("actor_identity").asLong())
                .isEqualTo(me.path("id").asLong());
        assertThat(trail.getFirst().path("actor_login").asText())
                .isEqualTo(me.path("login").asText());
        // Not always the platform's own: other tests start workers beside it.
        var worker = fixture.api()
                .get("/api/v1/workers/" + fixture.execution(id).path("worker").asLong())
                .expect(200)
                .json();
        assertThat(trail.subList(1, 4)).allSatisfy(record -> {
            assertThat(record.path("actor_token_type").asText()).isEqualTo("worker");
            assertThat(record.path("actor_login").asText())
                    .isEqualTo(worker.path("name").asText());
            assertThat(record.path("actor_identity").isNull()).isTrue();
        });
    }

    @Test
    void theRecordsOfARuleLeadBackToIt() {
        var hook = fixture.webhook("audited");
        var rule = fixture.rule("audited", hook, "core.noop");
        hook.fire(Json.object("n", 1));
        long id = Poll.until(
                        LIMIT,
                        "the execution of " + rule,
                        () -> fixture.api()
                                .get("/api/v1/executions?rule_ref=" + rule)
                                .expect(200)
                                .items(),
                        items -> !items.isEmpty() && Fixture.isTerminal(items.get(0)))
                .get(0)
                .path("id")
                .asLong();

        var trail = trail(id);

        assertThat(events(trail))
                .containsExactly(
                        "execution.requested", "execution.scheduled", "execution.started", "execution.completed");
        var enforcement = fixture.enforcementsOf(rule).getFirst();
        assertThat(trail).allSatisfy(record -> {
            var chain = record.path("correlation_chain");
            assertThat(chain.path("rule_id").asLong())
                    .isEqualTo(enforcement.path("rule").asLong());
            assertThat(chain.path("enforcement_id").asLong())
                    .isEqualTo(enforcement.path("id").asLong());
        });
    }

    @Test
    void aCancelNamesWhoeverAskedForItAndWhoCarriedItOut() {
        long id =
                fixture.run("core.sleep", Json.object("seconds", 60)).path("id").asLong();
        Poll.until(
                LIMIT,
                "execution " + id + " runs",
                () -> fixture.execution(id),
                found -> found.path("status").asText().equals("running"));
        var cancel = fixture.api()
                .post("/api/v1/executions/" + id + "/cancel", Json.object())
                .expect(200);
        fixture.ended(id, LIMIT);

        var trail = trail(id);

        assertThat(events(trail)).endsWith("execution.canceling", "execution.cancelled");
        var asked = trail.get(trail.size() - 2);
        assertThat(asked.path("actor_token_type").asText()).isEqualTo("access");
        assertThat(asked.path("request_id").asText())
                .isEqualTo(cancel.header("X-Request-Id").orElseThrow());
        assertThat(trail.getLast().path("actor_token_type").asText()).isEqualTo("worker");
    }

    @Test
    void theLogCannotBeChangedAndItsChainHolds() {
        long id = fixture.run("core.noop", Json.object()).path("id").asLong();
        fixture.ended(id, LIMIT);
        long record = trail(id).getFirst().path("id").asLong();

        for (var method : List.of("PUT", "PATCH", "DELETE", "POST")) {
            var refused = fixture.api()
                    .send(
                            method,
                            LOG + "/" + record,
                            java.net.http.HttpRequest.BodyPublishers.ofString("{}"),
                            java.util.Map.of("Content-Type", "application/json"));
            assertThat(refused.status()).as(method).isEqualTo(405);
        }
        var check = Poll.until(
                LIMIT,
                "the log is sealed beyond record " + record,
                () -> fixture.api().get(LOG + "/verify").expect(200).data(),
                found -> found.path("checked").asLong() > 0
                        || !found.path("valid").asBoolean());
        assertThat(check.path("valid").asBoolean()).as(check.toString()).isTrue();
        assertThat(check.path("first_broken").isNull()).isTrue();
        assertThat(check.path("head").path("hash").asText()).hasSize(64);
    }
}
