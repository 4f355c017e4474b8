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

/** The commands of docs/policies.md. */
class PoliciesPageTest {
    @TempDir
    Path directory;

    @Test
    void theExamplesWorkAsWritten() throws IOException, InterruptedException {
        try (var platform = Platform.up()) {
            var commands = "cd '" + directory + "'\n"
                    + DocumentedCommands.of(Files.readString(Path.of("..", "docs", "policies.md")));

            var output = DocumentedCommands.run(commands, platform, directory);

            assertThat(output)
                    .contains(
                            "Policy created successfully", "Policy updated successfully", "Policy 'ops.calls' deleted")
                    .contains("waiting for policy 'ops.one_deploy': 1 of 1 slot is taken; position 1 of 1 in line")
                    .doesNotContain("\"error\":");
            var admin = platform.admin();
            Poll.until(
                    Duration.ofSeconds(60),
                    "all deployments are done",
                    () -> admin.get("/api/v1/executions?action_ref=ops.deploy&status=completed")
                            .expect(200)
                            .items(),
                    items -> items.size() == 3);
        }
    }
}
