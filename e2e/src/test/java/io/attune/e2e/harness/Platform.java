package io.attune.e2e.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** One running {@code attune up} with a data directory of its own, started from the distribution as a user starts it. */
public final class Platform implements AutoCloseable {
    public static final String LOGIN = "admin@attune.local";
    public static final String PASSWORD = "correct-horse-battery";

    private static final Path HOME =
            Path.of(System.getProperty("attune.home")).toAbsolutePath().normalize();
    private static final Path LOGS = Path.of("target", "platform-logs").toAbsolutePath();
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Path data;
    private final Map<String, String> settings;
    private final boolean ownsData;
    private Process process;
    private URI url;

    private Platform(Path data, Map<String, String> settings, boolean ownsData) {
        this.data = data;
        this.settings = Map.copyOf(settings);
        this.ownsData = ownsData;
    }

    /** The platform that all tests share which change nothing but what they made themselves. */
    public static Platform shared() {
        return Shared.PLATFORM;
    }

    /** A platform of the test's own, with further configuration as {@code ATTUNE__…} variables. */
    public static Platform up(Map<String, String> settings) {
        try {
            var platform = new Platform(Files.createTempDirectory("attune-e2e-"), settings, true);
            platform.start();
            return platform;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Platform up() {
        return up(Map.of());
    }

    /** The launcher, with the environment that makes it use this platform's data. */
    public ProcessBuilder command(String... arguments) {
        return launcher(data, settings, arguments);
    }

    /** The launcher of the distribution under test. */
    public static ProcessBuilder launcher(Path data, Map<String, String> settings, String... arguments) {
        var command = new ArrayList<String>();
        command.add(HOME.resolve("bin").resolve("attune").toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("ATTUNE"));
        environment.put("ATTUNE_JAVA_HOME", System.getProperty("java.home"));
        environment.put("ATTUNE__DATA_DIR", data.toString());
        environment.put("ATTUNE__SERVER__PORT", "0");
        environment.put("ATTUNE__SERVER__STREAM_PORT", "0");
        environment.put("ATTUNE__BOOTSTRAP__PASSWORD", PASSWORD);
        environment.put("ATTUNE__SECURITY__SELF_REGISTRATION", "true");
        environment.put("ATTUNE__TESTING__ENABLED", "true");
        // Some tests look at files that runs write where only runs without a sandbox can; those of the sandbox ask for
        // it.
        environment.put("ATTUNE__WORKER__SANDBOX", "process");
        environment.put("ATTUNE__SECURITY__RATE_LIMIT__PER_SECOND", "100000");
        environment.put("ATTUNE__SECURITY__RATE_LIMIT__BURST", "100000");
        environment.putAll(settings);
        return builder;
    }

    /** Starts, or starts again after {@link #stop} or {@link #kill}, on the same data. */
    public void start() {
        try {
            Stalls.watch();
            Files.createDirectories(LOGS);
            var log =
                    LOGS.resolve("platform-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet() + ".log");
            process = command("up").redirectError(log.toFile()).start();
            var started = process;
            var ready = new CompletableFuture<URI>();
            Thread.ofVirtual().start(() -> awaitReadyLine(started, ready));
            try {
                // Several first starts at once, each with a database cluster of its own, take long on a small machine.
                url = ready.get(300, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                process.destroyForcibly();
                throw new AssertionError("attune up did not get ready:\n" + Files.readString(log), e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    // Goes on reading after the line it waits for: a full pipe would stop the server.
    private static void awaitReadyLine(Process process, CompletableFuture<URI> ready) {
        try (var out = new BufferedReader(process.inputReader(StandardCharsets.UTF_8))) {
            for (var line = out.readLine(); line != null; line = out.readLine()) {
                var words = "Attune is ready at ";
                if (line.startsWith(words)) {
                    ready.complete(URI.create(line.substring(words.length()).strip()));
                }
            }
            ready.completeExceptionally(new IOException("ended with code " + process.waitFor()));
        } catch (IOException e) {
            ready.completeExceptionally(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public URI url() {
        return url;
    }

    public Path data() {
        return data;
    }

    public Process process() {
        return process;
    }

    /** The API without a token. */
    public Api api() {
        return new Api(url);
    }

    /** The API as the first operator. */
    public Api admin() {
        return api().login(LOGIN, PASSWORD);
    }

    /** Stops cleanly, as Ctrl-C does; answers the exit code. */
    public int stop() {
        process.destroy();
        return awaitEnd().orElseThrow(() -> new AssertionError("did not stop within 30 s of SIGTERM"));
    }

    /** Kills the server process with SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        if (awaitEnd().isEmpty()) {
            throw new AssertionError("survived SIGKILL");
        }
    }

    private Optional<Integer> awaitEnd() {
        try {
            return process.waitFor(30, TimeUnit.SECONDS) ? Optional.of(process.exitValue()) : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        if (awaitEnd().isEmpty()) {
            process.destroyForcibly();
        }
        if (ownsData) {
            delete(data);
        }
    }

    private static void delete(Path directory) {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException _) {
            // A temporary directory: the system clears it some day.
        }
    }

    private static final class Shared {
        static final Platform PLATFORM = startOnce();

        private static Platform startOnce() {
            // Some tests hold several runs until they have as many as they want: all that run at once must find room.
            var platform = Platform.up(Map.of("ATTUNE__WORKER__SLOTS", "16"));
            Runtime.getRuntime().addShutdownHook(new Thread(platform::close));
            return platform;
        }
    }
}
