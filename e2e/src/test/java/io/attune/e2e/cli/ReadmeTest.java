package io.attune.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the README's section on curl, run as they stand there. */
class ReadmeTest {
    @TempDir
    Path directory;

    @Test
    void theFirstAutomationWithCurlWorksAsWritten() throws IOException, InterruptedException {
        try (var platform = Platform.up()) {
            var output = DocumentedCommands.run(section("## The first automation, with curl"), platform, directory);

            assertThat(output)
                    .contains("Webhook received successfully")
                    .contains("demo.page_on_error")
                    .doesNotContain("\"error\":");
            assertThat(output.lines().reduce((_, last) -> last).orElseThrow())
                    .as("the answer of rules/test")
                    .contains("false")
                    .contains("level")
                    .contains("info");
            var admin = platform.admin();
            var done = Poll.until(
                    Duration.ofSeconds(20),
                    "the execution completes",
                    () -> admin.get("/api/v1/executions?rule_ref=demo.page_on_error&status=completed")
                            .expect(200)
                            .items(),
                    items -> !items.isEmpty());
            var execution = admin.get(
                            "/api/v1/executions/" + done.get(0).path("id").asLong())
                    .expect(200)
                    .data();
            assertThat(execution.path("config")).isEqualTo(Json.object("who", "Ada", "what", "disk full"));
            assertThat(execution.path("result").path("stdout").asText()).contains("Paging Ada: disk full");
        }
    }

    private static String section(String title) throws IOException {
        var readme = Files.readString(Path.of("..", "README.md"));
        int begin = readme.indexOf(title);
        int end = readme.indexOf("\n## ", begin + 1);
        assertThat(begin).as(title).isPositive();
        return DocumentedCommands.of(readme.substring(begin, end));
    }
}
