package io.attune.e2e.t3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.EventStream;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Inquiries;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Team;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** T3.15 Inquiry notifications, on the stream of inquiries. */
class InquiryNotificationsTest {
    private static final String STREAM = "/api/v1/inquiries/stream";
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Team team = Team.shared();
    private final Fixture fixture = new Fixture(team.api());
    private final Inquiries inquiries = new Inquiries(fixture);

    /** The payload of the next notification, which must be of the kind. */
    private static JsonNode next(EventStream stream, String kind) {
        var event = stream.next(LIMIT).orElseThrow();
        assertThat(event.name()).isEqualTo(kind);
        var payload = Json.parse(event.data());
        assertThat(payload.path("entity_type").asText()).isEqualTo("inquiry");
        assertThat(payload.path("id")).isEqualTo(payload.path("entity_id"));
        return payload;
    }

    @Test
    void subscribersHearOfQuestionsAndAnswersButNotWhatTheySay() {
        try (var stream = new EventStream(team.api().open(STREAM))) {
            assertThat(stream.status()).isEqualTo(200);
            var asked = inquiries.ask("prompt", "A private matter?", "response_schema", Json.object());
            assertThat(asked.path("created").isTextual()).isTrue();
            assertThat(asked.path("updated").isTextual()).isTrue();
            assertThat(asked.has("response_schema")).isTrue();

            var created = next(stream, "inquiry_created");
            assertThat(created.path("status").asText()).isEqualTo("pending");
            assertThat(created.path("execution")).isEqualTo(asked.path("execution"));
            assertThat(created.path("entity_id")).isEqualTo(asked.path("id"));
            assertThat(created.path("created").isTextual()).isTrue();

            var answered =
                    inquiries.respond(asked, "a private answer").expect(200).data();
            assertThat(Inquiries.status(answered)).isEqualTo("responded");
            assertThat(answered.path("responded_at").isTextual()).isTrue();
            var responded = next(stream, "inquiry_responded");
            assertThat(responded.path("status").asText()).isEqualTo("responded");
            assertThat(responded.path("execution")).isEqualTo(asked.path("execution"));
            assertThat(created.toString() + responded).doesNotContain("private");
        }
    }

    @Test
    void subscribersHearOfTheEndOfTimeAndOfCancels() {
        try (var stream = new EventStream(team.api().open(STREAM))) {
            var asked = inquiries.askFor(Duration.ofSeconds(2));
            next(stream, "inquiry_created");
            var timedOut = next(stream, "inquiry_timeout");
            assertThat(timedOut.path("status").asText()).isEqualTo("timeout");
            assertThat(timedOut.path("execution")).isEqualTo(asked.path("execution"));
            assertThat(Inquiries.status(inquiries.get(asked))).isEqualTo("timeout");
            assertThat(inquiries
                            .respond(asked, 1)
                            .expect(409)
                            .json()
                            .path("error")
                            .asText())
                    .contains("timeout");

            var run = fixture.run("core.ask", Json.object("prompt", "?"));
            next(stream, "inquiry_created");
            team.api()
                    .post("/api/v1/executions/" + run.path("id").asLong() + "/cancel", Json.object())
                    .expect(200);
            assertThat(next(stream, "inquiry_cancelled").path("execution")).isEqualTo(run.path("id"));
        }
    }

    @Test
    void onesOwnQuestionsAreHeardWithoutAnyGrantAndOthersNot() {
        var asked = team.member("asked");
        try (var own = new EventStream(asked.api().open(STREAM));
                var strangers = new EventStream(
                        Team.shared().member("stranger", "core.admin").api().open(STREAM))) {
            inquiries.ask("prompt", "Anybody?");
            var mine = inquiries.ask("prompt", "You?", "assigned_to", asked.id());

            assertThat(next(own, "inquiry_created").path("entity_id")).isEqualTo(mine.path("id"));

            inquiries.respond(mine, 1).expect(403);
            Inquiries.respond(asked.api(), mine, 1).expect(200);
            assertThat(next(own, "inquiry_responded").path("entity_id")).isEqualTo(mine.path("id"));
            assertThat(strangers.silentFor(Duration.ofSeconds(1)))
                    .as("of another tenant")
                    .isTrue();
        }
    }

    @Test
    void theStreamNeedsAToken() {
        assertThat(team.api().anonymous().get(STREAM).status()).isEqualTo(401);
    }
}
