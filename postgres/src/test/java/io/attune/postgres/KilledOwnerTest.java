package io.attune.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that is killed takes its PostgreSQL along, and the next one finds every commit (design.md §5). */
class KilledOwnerTest {
    private static final int LIMIT_SECONDS = 60;

    @TempDir
    Path directory;

    @Test
    void theServerOfAKilledJvmEndsAndItsDataIsWhole() throws Exception {
        var owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerOfAnotherJvm.class.getName(),
                        directory.resolve("pg").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            var server = ProcessHandle.of(announced(owner)).orElseThrow();

            owner.destroyForcibly();

            server.onExit().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } finally {
            owner.destroyForcibly();
        }
        var config =
                EmbeddedPostgresConfig.in(directory.resolve("pg")).withBinariesDirectory(Binaries.sharedDirectory());
        try (var postgres = EmbeddedPostgres.start(config);
                var connection = postgres.connection().connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select text from note")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("kept");
        }
    }

    private static long announced(Process owner) throws IOException {
        var output = new BufferedReader(new InputStreamReader(owner.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("server ")) {
                return Long.parseLong(line.substring("server ".length()));
            }
        }
        throw new AssertionError("the other JVM ended before its server was ready");
    }
}
