package io.attune.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/webhooks.md. */
class WebhooksPageTest {
    @TempDir
    Path directory;

    @Test
    void theExamplesWorkAsWritten() throws IOException, InterruptedException {
        try (var platform = Platform.up()) {
            var commands = DocumentedCommands.of(Files.readString(Path.of("..", "docs", "webhooks.md")));

            var output = DocumentedCommands.run(commands, platform, directory);

            assertThat(output)
                    .contains(
                            "Webhook received successfully",
                            "Webhook delivery repeated successfully",
                            "signature_refused")
                    .contains("The signature does not fit the body");
            var log = "/api/v1/triggers/hooks.push/webhooks/deliveries";
            var outcomes = Poll.until(
                    Duration.ofSeconds(10),
                    "the repetition is logged",
                    () -> outcomes(platform.admin().get(log).expect(200).items()),
                    found -> found.contains("repeated"));
            assertThat(outcomes)
                    .as("wrapped, form, raw, GitHub, own sender, order, and the one delivered again")
                    .filteredOn("accepted"::equals)
                    .hasSize(7);
            assertThat(outcomes).filteredOn("signature_refused"::equals).hasSize(1);
            assertThat(platform.admin()
                            .get("/api/v1/events?trigger_ref=hooks.push")
                            .expect(200)
                            .items())
                    .as("those and the one made by hand")
                    .hasSize(8);
        }
    }

    private static List<String> outcomes(JsonNode items) {
        return StreamSupport.stream(items.spliterator(), false)
                .map(item -> item.path("outcome").asText())
                .toList();
    }
}
