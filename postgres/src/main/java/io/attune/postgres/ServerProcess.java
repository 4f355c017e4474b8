package io.attune.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of the server under {@code keeper.sh}, which stops it when this JVM is gone. Owned by one thread.
 *
 * <p>The server gets a session of its own: a Ctrl-C in the terminal reaches the JVM alone, which still needs the
 * database to finish its work.
 */
final class ServerProcess {

    private static final Logger log = LoggerFactory.getLogger(ServerProcess.class);
    private static final Duration IMMEDIATE_SHUTDOWN = Duration.ofSeconds(5);

    private final InstanceDirectory directory;
    private final Process keeper;

    private ServerProcess(InstanceDirectory directory, Process keeper) {
        this.directory = directory;
        this.keeper = keeper;
    }

    static ServerProcess launch(InstanceDirectory directory, Binaries binaries, ServerAccount account)
            throws IOException {
        var server = account.command(List.of(
                "/bin/sh",
                "-c",
                keeperScript(),
                "attune-postgres-keeper",
                binaries.program("postgres").toString(),
                "-D",
                directory.data().toString(),
                "--config-file=" + directory.conf().resolve("postgresql.conf"),
                "--hba-file=" + directory.conf().resolve("pg_hba.conf")));
        var builder = new ProcessBuilder(inOwnSession(server))
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(
                        new ServerLog(directory.log()).beforeLogging().toFile()));
        Programs.plainEnvironment(builder.environment());
        return new ServerProcess(directory, builder.start());
    }

    /** Completes as soon as the server has ended, for whatever reason. */
    CompletableFuture<Process> ended() {
        return keeper.onExit();
    }

    boolean isAlive() {
        return keeper.isAlive();
    }

    /** How the ended server ended. */
    String status() {
        var status = keeper.exitValue();
        // What a shell reports for a child that was ended by a signal.
        return status > 128 ? "killed by signal " + (status - 128) : "ended with status " + status;
    }

    /** Waits until connections are accepted; false when the server ended instead, or was not ready in time. */
    boolean awaitReady(Duration limit) throws IOException, InterruptedException {
        var deadline = System.nanoTime() + limit.toNanos();
        while (!directory.serverIsReady()) {
            // PostgreSQL reports readiness in a file only; waiting for its end is the pause between two looks.
            if (keeper.waitFor(10, TimeUnit.MILLISECONDS) || System.nanoTime() - deadline > 0) {
                return false;
            }
        }
        return true;
    }

    /** Stops the server: politely, then without a checkpoint, then by force. Returns when it is gone. */
    void stop(Duration patience) throws InterruptedException {
        if (!signalled("INT", patience)) {
            log.warn("PostgreSQL did not stop in time and is stopped without a checkpoint");
            if (!signalled("QUIT", IMMEDIATE_SHUTDOWN)) {
                kill();
            }
        }
    }

    private boolean signalled(String signal, Duration patience) throws InterruptedException {
        try {
            keeper.getOutputStream().write((signal + "\n").getBytes(StandardCharsets.US_ASCII));
            keeper.getOutputStream().flush();
        } catch (IOException e) {
            // The control line is broken because nobody is at its other end: the server ended by itself.
            log.debug("control line closed", e);
        }
        return keeper.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void kill() throws InterruptedException {
        log.error("PostgreSQL does not react and is killed; the next start recovers");
        try {
            directory.recordedServer().flatMap(ProcessHandle::of).ifPresent(ProcessHandle::destroyForcibly);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            keeper.destroyForcibly();
            keeper.waitFor(IMMEDIATE_SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static List<String> inOwnSession(List<String> command) {
        var all = new ArrayList<String>();
        var setsid = Programs.find("setsid");
        var perl = Programs.find("perl");
        if (setsid.isPresent()) {
            all.add(setsid.get().toString());
        } else if (perl.isPresent()) {
            // macOS has no setsid program.
            all.addAll(List.of(perl.get().toString(), "-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV or exit 127"));
        } else {
            log.warn("neither setsid nor perl found: Ctrl-C in this terminal will stop PostgreSQL at once");
        }
        all.addAll(command);
        return all;
    }

    private static String keeperScript() throws IOException {
        try (InputStream script =
                Objects.requireNonNull(ServerProcess.class.getResourceAsStream("keeper.sh"), "keeper.sh")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
