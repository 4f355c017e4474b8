package io.attune.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the README's section on curl, run as they stand there. */
class ReadmeTest {
    private static final Pattern SHELL_BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path directory;

    @Test
    void theFirstAutomationWithCurlWorksAsWritten() throws IOException, InterruptedException {
        try (var platform = Platform.up()) {
            var address = platform.url().toString();
            var script = section("## The first automation, with curl")
                    .replace("http://127.0.0.1:8080", address)
                    .replace("the password that was printed", Platform.PASSWORD);
            assertThat(script).contains("URL=" + address).contains(Platform.PASSWORD);
            var file = Files.writeString(directory.resolve("readme.sh"), script);

            var process = new ProcessBuilder("bash", "-eu", file.toString())
                    .redirectErrorStream(true)
                    .start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(process.waitFor()).as(output).isZero();
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
        return SHELL_BLOCK
                .matcher(readme.substring(begin, end))
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.joining("\n"));
    }
}
