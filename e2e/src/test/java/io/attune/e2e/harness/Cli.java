package io.attune.e2e.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command line as one person uses it: the launcher of the distribution, with a home directory of its own and no terminal. */
public final class Cli {
    private final Platform platform;
    private final Path home;

    /** @param home where the profile with the login is kept */
    public Cli(Platform platform, Path home) {
        this.platform = platform;
        this.home = home;
    }

    /** What a command left behind. */
    public record Outcome(int exit, String out, String err) {
        public Outcome expect(int code) {
            assertThat(exit).as(toString()).isEqualTo(code);
            return this;
        }

        public JsonNode json() {
            return Json.parse(out);
        }

        /** Both streams, for what may be on neither of them. */
        public String all() {
            return out + err;
        }
    }

    /** Logs in with a password, which goes in by standard input. */
    public Cli login(String login, String password) {
        fed(password + "\n", "auth", "login", "--username", login, "--password-stdin")
                .expect(0);
        return this;
    }

    /** Asks this platform. */
    public Outcome attune(String... arguments) {
        return fed("", arguments);
    }

    /** Asks this platform, with something on standard input. */
    public Outcome fed(String input, String... arguments) {
        return run(Map.of("ATTUNE_API_URL", platform.url().toString()), input, arguments);
    }

    /** Any command of the launcher, with these further variables. */
    public Outcome run(Map<String, String> settings, String... arguments) {
        return run(settings, "", arguments);
    }

    private Outcome run(Map<String, String> settings, String input, String... arguments) {
        try {
            Files.createDirectories(home);
            var environment = new HashMap<>(settings);
            environment.put("HOME", home.toString());
            environment.put("XDG_CONFIG_HOME", home.resolve(".config").toString());
            var in = Files.writeString(Files.createTempFile(home, "in", ".txt"), input);
            var out = Files.createTempFile(home, "out", ".txt");
            var err = Files.createTempFile(home, "err", ".txt");
            var process = Platform.launcher(platform.data(), environment, arguments)
                    .directory(home.toFile())
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            // Starting a platform takes long on a small machine, and says by itself when it took too long.
            if (!process.waitFor(360, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("did not end: " + List.of(arguments));
            }
            return new Outcome(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
