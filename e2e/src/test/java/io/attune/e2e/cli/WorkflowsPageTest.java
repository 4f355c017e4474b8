package io.attune.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Cli;
import io.attune.e2e.harness.Platform;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/workflows.md, run as they stand there. */
class WorkflowsPageTest {
    private static final Pattern SHELL_BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final Path HOME =
            Path.of(System.getProperty("attune.home")).toAbsolutePath().normalize();

    @TempDir
    Path home;

    @Test
    void everyExampleDoesWhatThePageSays() throws Exception {
        try (var platform = Platform.up()) {
            new Cli(platform, home).login(Platform.LOGIN, Platform.PASSWORD);
            List<String> blocks = SHELL_BLOCK
                    .matcher(Files.readString(Path.of("..", "docs", "workflows.md")))
                    .results()
                    .map((MatchResult block) -> block.group(1))
                    .toList();
            assertThat(blocks).hasSize(11);

            bash(platform, blocks.get(0));
            assertThat(bash(platform, blocks.get(1))).contains("HELLO ANN!");
            assertThat(bash(platform, blocks.get(2))).contains("L and R");
            assertThat(bash(platform, blocks.get(3)))
                    .contains("is completed", "Task large (not started)", "parameters.size was 3");
            assertThat(bash(platform, blocks.get(4))).contains("0 is one", "1 is two", "2 is three");
            assertThat(bash(platform, blocks.get(5))).contains("attempt retry 2", "give_up", "leads to 'give_up'");
            assertThat(bash(platform, blocks.get(6))).contains("too slow");
            assertThat(bash(platform, blocks.get(7))).contains("\"rounds\": 3");
            assertThat(bash(platform, blocks.get(8))).contains("HELLO BOB!", "inner: lab.greet");
            assertThat(bash(platform, blocks.get(9))).contains("failed with 3", "cleaned up");
            assertThat(bash(platform, blocks.get(10))).contains("Task check (failed)", "shipped what was built");
        }
    }

    private String bash(Platform platform, String script) throws Exception {
        var builder = Platform.launcher(
                platform.data(),
                Map.of(
                        "ATTUNE_API_URL", platform.url().toString(),
                        "HOME", home.toString(),
                        "XDG_CONFIG_HOME", home.resolve(".config").toString(),
                        "PATH", HOME.resolve("bin") + ":" + System.getenv("PATH")));
        var process = builder.command("bash", "-euc", script)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
