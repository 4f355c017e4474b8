package io.attune.e2e.t3;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Fixture.Webhook;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Workflows;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** T3.8 Chained webhooks: each link is a workflow whose task calls the next webhook. */
class ChainedWebhooksTest {
    private static final Duration LIMIT = Duration.ofSeconds(25);

    private final Fixture fixture = Fixture.shared();
    private final Workflows workflows = new Workflows(fixture);

    @Test
    void aWorkflowCallsTheNextWebhook() {
        var a = fixture.webhook("a");
        var b = fixture.webhook("b");
        var link = link("call_b", b, "'{\"payload\":{\"from\":\"a\"}}'");
        fixture.rule("first", a, link);
        var last = fixture.echoAction("last");
        fixture.rule("second", b, last, Json.object("message", "from {{ event.payload.from }}"), Json.object());

        a.fire(Json.object("start", true));

        var end = fixture.executionsOf(last, 1, LIMIT).getFirst();
        assertThat(end.path("status").asText()).isEqualTo("completed");
        assertThat(end.path("config").path("message").asText()).isEqualTo("from a");
        var workflow = fixture.executionsOf(link, 1, LIMIT).getFirst();
        assertThat(fixture.ended(workflow.path("id").asLong(), LIMIT)
                        .path("status")
                        .asText())
                .isEqualTo("completed");
        assertThat(fixture.eventsOf(a)).hasSize(1);
        assertThat(fixture.eventsOf(b)).hasSize(1);
    }

    @Test
    void cascadeOfThreeRunsTheLastActionOnceAndTwiceForTwoDeliveries() {
        var a = fixture.webhook("a");
        var b = fixture.webhook("b");
        var c = fixture.webhook("c");
        fixture.rule("a_to_b", a, link("call_b", b, "'{\"payload\":{}}'"));
        fixture.rule("b_to_c", b, link("call_c", c, "'{\"payload\":{}}'"));
        var last = fixture.echoAction("last");
        fixture.rule("end", c, last);

        a.fire(Json.object());
        assertThat(fixture.executionsOf(last, 1, LIMIT)).hasSize(1);
        a.fire(Json.object());
        assertThat(fixture.executionsOf(last, 2, LIMIT)).hasSize(2);
        Poll.stays(
                Duration.ofSeconds(2),
                "two of each",
                () -> fixture.eventsOf(c).size() + fixture.eventsOf(b).size(),
                n -> n == 4);
    }

    @Test
    void dataTravelsAlongTheChain() {
        var a = fixture.webhook("a");
        var b = fixture.webhook("b");
        var compute = link("compute", b, "\"{\\\"payload\\\":{\\\"value\\\":$((value * 2 + 10))}}\"");
        fixture.rule("first", a, compute, Json.object("value", "{{ event.payload.input_value }}"), Json.object());
        var last = fixture.echoAction("last");
        fixture.rule("second", b, last, Json.object("message", "Received: {{ event.payload.value }}"), Json.object());

        a.fire(Json.object("input_value", 5));

        var end = fixture.executionsOf(last, 1, LIMIT).getFirst();
        assertThat(end.path("config").path("message").asText()).isEqualTo("Received: 20");
        assertThat(end.path("result").path("data").path("input").path("message").asText())
                .isEqualTo("Received: 20");
    }

    @Test
    void failingLinkFiresNothingFurther() {
        var a = fixture.webhook("a");
        var b = fixture.webhook("b");
        var broken = fixture.failingAction("broken", 4);
        fixture.rule("first", a, workflows.create("breaks", "{tasks: [{name: 'post', action: '" + broken + "'}]}"));
        fixture.rule("second", b, "core.noop");

        a.fire(Json.object());

        assertThat(fixture.executionsOf(broken, 1, LIMIT)
                        .getFirst()
                        .path("status")
                        .asText())
                .isEqualTo("failed");
        assertThat(fixture.eventsOf(a)).hasSize(1);
        Poll.stays(
                Duration.ofSeconds(2),
                "no event on b",
                () -> fixture.eventsOf(b).size(),
                count -> count == 0);
    }

    /** A workflow whose task posts the body, a shell word, to the webhook and fails unless it is accepted. */
    private String link(String name, Webhook next, String body) {
        var post = fixture.shellAction(
                name + "_post",
                "curl -fsS -H 'Content-Type: application/json' -d " + body + " '"
                        + fixture.api().base().resolve(next.path()) + "'\n",
                null);
        return workflows.create(name, "{tasks: [{name: 'post', action: '" + post + "'}]}");
    }
}
