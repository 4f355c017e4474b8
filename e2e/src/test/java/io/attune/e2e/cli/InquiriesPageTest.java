package io.attune.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/inquiries.md. */
class InquiriesPageTest {
    @TempDir
    Path directory;

    @Test
    void theExamplesWorkAsWritten() throws IOException, InterruptedException {
        try (var platform = Platform.up()) {
            var commands = DocumentedCommands.of(Files.readString(Path.of("..", "docs", "inquiries.md")));

            var output = DocumentedCommands.run(commands, platform, directory);

            assertThat(output)
                    .contains(
                            "Deploy 1.2?",
                            "looks good",
                            "Spend 12?",
                            "an execution has one inquiry at most",
                            "Was that right?");
            var admin = platform.admin();
            for (var count : new String[] {"responded", "timeout", "pending"}) {
                assertThat(admin.get("/api/v1/inquiries/status/" + count)
                                .expect(200)
                                .items())
                        .as(count)
                        .hasSize(count.equals("responded") ? 2 : 1);
            }
            assertThat(admin.get("/api/v1/executions?action_ref=core.echo&status=completed")
                            .expect(200)
                            .items())
                    .as("deploying, and the escalation")
                    .hasSize(2);
        }
    }
}
