package io.attune.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Commands of a document, run as they stand there. */
final class DocumentedCommands {
    private static final Pattern SHELL_BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    private DocumentedCommands() {}

    /** The shell blocks of a text, one after the other. */
    static String of(String text) {
        return String.join("\n", blocks(text));
    }

    /** The shell blocks of a text, each by itself. */
    static List<String> blocks(String text) {
        return SHELL_BLOCK.matcher(text).results().map(block -> block.group(1)).toList();
    }

    /** Runs them against a platform; answers what they print. */
    static String run(String commands, Platform platform, Path directory) throws IOException, InterruptedException {
        var address = platform.url().toString();
        var script = commands.replace("http://127.0.0.1:8080", address)
                .replace("the password that was printed", Platform.PASSWORD);
        assertThat(script).contains("URL=" + address).contains(Platform.PASSWORD);
        var file = Files.writeString(directory.resolve("commands.sh"), script);
        var process = new ProcessBuilder("bash", "-eu", file.toString())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
