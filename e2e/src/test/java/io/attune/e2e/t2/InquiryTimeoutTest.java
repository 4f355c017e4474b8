package io.attune.e2e.t2;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Inquiries;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Stalls;
import io.attune.e2e.harness.Workflows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** T2.7 Inquiry timeout. */
class InquiryTimeoutTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** How late an end may be. */
    private static final Duration LATE = Duration.ofSeconds(2);

    private final Fixture fixture = Fixture.shared();
    private final Inquiries inquiries = new Inquiries(fixture);
    private final Workflows workflows = new Workflows(fixture);

    private static Instant limit(JsonNode inquiry) {
        return Instant.parse(inquiry.path("timeout_at").asText());
    }

    private JsonNode pendingUntilItsLimit(JsonNode asked) {
        var limit = limit(asked);
        while (Instant.now().isBefore(limit)) {
            var seen = inquiries.get(asked);
            // What was read before the limit was over.
            if (Instant.now().isBefore(limit)) {
                assertThat(Inquiries.status(seen)).isEqualTo("pending");
            }
            Poll.pause(Duration.ofMillis(50));
        }
        return inquiries.ended(asked, LATE);
    }

    @Test
    void anInquiryThatNobodyAnswersTimesOut() {
        var asked = inquiries.askFor(Duration.ofSeconds(5));

        var ended = pendingUntilItsLimit(asked);

        assertThat(Inquiries.status(ended)).isEqualTo("timeout");
        assertThat(ended.path("response").isNull()).isTrue();
        assertThat(ended.path("responded_at").isNull()).isTrue();
        var late = inquiries.respond(asked, true).expect(409);
        assertThat(late.json().path("error").asText()).contains("timeout");
        assertThat(Inquiries.status(inquiries.get(asked))).isEqualTo("timeout");
    }

    @Test
    void theDefaultBecomesTheResponse() {
        var asked = inquiries.askFor(Duration.ofSeconds(5), "default_response", Json.object("approved", false));

        var ended = pendingUntilItsLimit(asked);

        assertThat(Inquiries.status(ended)).isEqualTo("timeout");
        assertThat(ended.path("response")).isEqualTo(Json.object("approved", false));
    }

    @Test
    void aWorkflowGoesOnWithTheDefault() {
        fixture.echoAction("work");
        var ref = workflows.create("defaulted", """
                {tasks: [{name: 'ask', action: 'core.ask', timeout: 2, input: {prompt: 'Well?', default_response: {word: 'later'}},
                        next: [{when: '{{ succeeded() }}', publish: [{word: '{{ result().response.word }}'}], do: ['work']}]},
                    {name: 'work', action: '$.work', input: {message: '{{ workflow.word }}'}}]}
                """);

        var ended = workflows.run(ref);

        assertThat(Workflows.status(ended)).as(ended.toString()).isEqualTo("completed");
        var child = workflows.child(ended, "ask");
        assertThat(Workflows.status(child)).isEqualTo("completed");
        assertThat(child.path("result").path("defaulted")).isEqualTo(Json.value(true));
        assertThat(workflows.child(ended, "work").path("config").path("message").asText())
                .isEqualTo("later");
        assertThat(Inquiries.status(inquiries.of(child.path("id").asLong()).getFirst()))
                .isEqualTo("timeout");
    }

    @Test
    void aWaitingTaskWithoutDefaultIsTimedOut() {
        var ref = workflows.create(
                "unanswered", "{tasks: [{name: 'ask', action: 'core.ask', timeout: 2, input: {prompt: 'Well?'}}]}");
        var run = fixture.run(ref, Json.object());
        var asked = Poll.until(
                LIMIT,
                "the task asks",
                () -> workflows.children(run).stream()
                        .flatMap(child -> inquiries.of(child.path("id").asLong()).stream())
                        .toList(),
                found -> !found.isEmpty());

        pendingUntilItsLimit(asked.getFirst());

        var ended = fixture.ended(run.path("id").asLong(), LIMIT);
        var child = workflows.child(ended, "ask");
        assertThat(Workflows.status(child)).isEqualTo("timeout");
        assertThat(child.path("workflow_task").path("timed_out")).isEqualTo(Json.value(true));
        assertThat(child.path("result").path("error").asText()).isEqualTo("inquiry timed out");
        assertThat(child.path("result").path("__inquiry_id"))
                .isEqualTo(asked.getFirst().path("id"));
        assertThat(Workflows.status(ended)).as("nothing handles it").isEqualTo("failed");
    }

    @Test
    void anAnswerInTimeStays() {
        var asked = inquiries.askFor(Duration.ofSeconds(10));
        Poll.pause(Duration.ofSeconds(3));

        inquiries.respond(asked, "in time").expect(200);

        Poll.pause(Duration.between(Instant.now(), limit(asked).plusSeconds(2)));
        var seen = inquiries.get(asked);
        assertThat(Inquiries.status(seen)).isEqualTo("responded");
        assertThat(seen.path("response")).isEqualTo(Json.value("in time"));
    }

    @Test
    void limitsExpireInTheirOrder() {
        List<Long> executions = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            executions.add(inquiries.execution());
        }
        // Two seconds apart, however long it takes to ask: what ends at the same moment ends in no order.
        var now = Instant.now();
        List<JsonNode> asked = new ArrayList<>();
        for (int seconds : new int[] {7, 3, 5}) {
            asked.add(inquiries.ask(
                    "execution",
                    executions.removeFirst(),
                    "timeout_at",
                    now.plusSeconds(seconds).toString()));
        }
        asked.sort(Comparator.comparing(InquiryTimeoutTest::limit));

        Instant before = Instant.EPOCH;
        for (var inquiry : asked) {
            var ended = pendingUntilItsLimit(inquiry);
            assertThat(Inquiries.status(ended)).isEqualTo("timeout");
            var at = Instant.parse(ended.path("updated").asText());
            var latest = limit(inquiry).plus(LATE).plus(Stalls.during(limit(inquiry), at));
            assertThat(at).isBetween(limit(inquiry), latest).isAfter(before);
            before = at;
        }
    }
}
