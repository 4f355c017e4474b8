package io.attune.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/schedules.md. */
class SchedulesPageTest {
    @TempDir
    Path directory;

    @Test
    void theExamplesWorkAsWritten() throws IOException, InterruptedException {
        try (var platform = Platform.up()) {
            var commands = DocumentedCommands.of(Files.readString(Path.of("..", "docs", "schedules.md")));

            var output = DocumentedCommands.run(commands, platform, directory);

            assertThat(output)
                    .contains("next_fire_times", "Rule fired successfully", "Rule disabled successfully")
                    .doesNotContain("\"error\":");
            var admin = platform.admin();
            for (var name : new String[] {"report", "launch", "payday"}) {
                var timer = admin.get("/api/v1/rules/clock." + name)
                        .expect(200)
                        .data()
                        .path("timer_state");
                assertThat(timer.path("status").asText()).as(name).isEqualTo("scheduled");
            }
            Poll.until(
                    Duration.ofSeconds(20),
                    "the rule fired by hand has run",
                    () -> admin.get("/api/v1/executions?rule_ref=clock.payday&status=completed")
                            .expect(200)
                            .items(),
                    items -> !items.isEmpty());
        }
    }
}
