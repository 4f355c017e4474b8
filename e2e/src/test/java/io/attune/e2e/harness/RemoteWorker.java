package io.attune.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One {@code attune worker} as a process of its own, with a directory that it shares with nobody. */
public final class RemoteWorker implements AutoCloseable {
    private final Api operator;
    private final Path directory;
    private final String name;
    private final String token;
    private final Process process;
    private final Path log;

    private RemoteWorker(Api operator, Path directory, String name, String token, Process process, Path log) {
        this.operator = operator;
        this.directory = directory;
        this.name = name;
        this.token = token;
        this.process = process;
        this.log = log;
    }

    /** Starts a worker with one slot and the label {@code pool}, and waits until the platform shows it as active. */
    public static RemoteWorker start(Api operator, Path directory, String name, String pool) {
        var token = operator.post(
                        "/api/v1/workers/enrolment-tokens",
                        Json.object("label", name, "labels", Json.object("pool", pool)))
                .expect(201)
                .data()
                .path("token")
                .asText();
        return launched(operator, directory, name, token);
    }

    /** Starts it once more, with the token it has, after it has ended. */
    public RemoteWorker again() {
        return launched(operator, directory, name, token);
    }

    private static RemoteWorker launched(Api operator, Path directory, String name, String token) {
        try {
            var log = directory.resolve(name + ".log");
            var builder = Platform.launcher(
                    directory.resolve(name),
                    Map.of("ATTUNE_WORKER_TOKEN", token),
                    "worker",
                    "--server-url",
                    operator.base().toString(),
                    "--name",
                    name,
                    "--slots",
                    "1");
            var worker = new RemoteWorker(
                    operator,
                    directory,
                    name,
                    token,
                    builder.redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start(),
                    log);
            Poll.until(
                    Duration.ofMinutes(5),
                    "worker " + name + " is active",
                    () -> worker.shown(operator),
                    shown -> shown.path("status").asText().equals("active")
                            && !shown.path("heartbeat_stale").asBoolean());
            return worker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How the platform shows it; missing when it does not know it. */
    public com.fasterxml.jackson.databind.JsonNode shown(Api api) {
        for (var worker : api.get("/api/v1/workers?page_size=100").expect(200).items()) {
            if (worker.path("name").asText().equals(name)) {
                return worker;
            }
        }
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        var _ = ended();
    }

    /** SIGTERM; does not wait. */
    public void terminate() {
        process.destroy();
    }

    /** Waits for the end; answers the exit code. */
    public int ended() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("worker " + name + " did not end:\n" + Files.readString(log));
            }
            return process.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
