package io.attune.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Inquiries;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Workflows;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A question outlives the server that asked it (X10). */
class InquiryCrashTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void aQuestionIsAnsweredAndTimesOutAfterAKill() {
        try (var platform = Platform.up()) {
            var first = new Fixture(platform.admin());
            var ref = new Workflows(first).create("gate", """
                    {tasks: [{name: 'ask', action: 'core.ask', input: {prompt: 'Go on?'},
                            next: [{when: '{{ result().response.approved }}', do: ['work']}]},
                        {name: 'work', action: 'core.echo', input: {message: 'went on'}}]}
                    """);
            long run = first.run(ref, Json.object()).path("id").asLong();
            long timed = first.run("core.ask", Json.object("prompt", "Quick?", "timeout_seconds", 3))
                    .path("id")
                    .asLong();
            var before = new Workflows(first);
            Poll.until(
                    LIMIT,
                    "the workflow asks",
                    () -> before.children(first.execution(run)),
                    children -> !children.isEmpty()
                            && Workflows.status(children.getFirst()).equals("running"));

            platform.kill();
            platform.start();

            var fixture = first.at(platform.admin());
            var workflows = new Workflows(fixture);
            var inquiries = new Inquiries(fixture);
            var child = workflows.child(fixture.execution(run), "ask");
            assertThat(Workflows.status(child)).isEqualTo("running");
            var asked = inquiries.of(child.path("id").asLong()).getFirst();
            assertThat(Inquiries.status(asked)).isEqualTo("pending");

            inquiries.respond(asked, Json.object("approved", true)).expect(200);

            var ended = fixture.ended(run, LIMIT);
            assertThat(Workflows.status(ended)).as(ended.toString()).isEqualTo("completed");
            assertThat(Workflows.status(workflows.child(ended, "work"))).isEqualTo("completed");
            assertThat(Workflows.status(fixture.ended(timed, LIMIT))).isEqualTo("timeout");
        }
    }
}
