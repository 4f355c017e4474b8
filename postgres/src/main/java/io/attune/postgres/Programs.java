package io.attune.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs small programs to their end. */
final class Programs {

    /** Where the programs of the system are looked for when the caller's PATH is empty or poor. */
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** How long a program that only asks or changes something small may take. */
    private static final Duration SMALL = Duration.ofSeconds(10);

    /** What a program wrote, both streams, and how it ended. */
    record Result(int status, String output) {
        boolean succeeded() {
            return status == 0;
        }
    }

    private Programs() {}

    static Optional<Path> find(String name) {
        return Stream.of(PATH.split(":"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** An environment with nothing of ours in it: no secret of the platform, no locale, no library path. */
    static void plainEnvironment(Map<String, String> environment) {
        environment.clear();
        environment.put("PATH", PATH);
        environment.put("LC_ALL", "C");
        environment.put("TZ", "UTC");
    }

    static boolean succeeds(List<String> command) {
        try {
            return run(command, "", SMALL).succeeded();
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** Runs a program to its end; one that takes longer than allowed is killed and counts as failed. */
    static Result run(List<String> command, String input, Duration limit) {
        try {
            var output = Files.createTempFile("attune-postgres-", ".out");
            try {
                var builder = new ProcessBuilder(command)
                        .directory(Path.of("/").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.to(output.toFile()));
                plainEnvironment(builder.environment());
                var process = builder.start();
                try {
                    try (var stdin = process.outputWriter()) {
                        stdin.write(input);
                    } catch (IOException e) {
                        // It ended without reading all of its input; its status and words say why.
                    }
                    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                        return new Result(-1, Files.readString(output) + "\nkilled after " + limit.toSeconds() + " s");
                    }
                    return new Result(process.exitValue(), Files.readString(output));
                } finally {
                    process.destroyForcibly();
                }
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresException(
                    PostgresException.Reason.START_FAILED, "interrupted while running " + command.getFirst(), e);
        }
    }

    static int ourUid() throws IOException {
        var self = Path.of("/proc/self");
        return Files.exists(self) ? (int) Files.getAttribute(self, "unix:uid") : uidFrom(List.of("id", "-u"));
    }

    static Optional<Integer> uidOf(String account) {
        return number(List.of("id", "-u", account));
    }

    static Optional<Integer> gidOf(int uid) {
        return number(List.of("id", "-g", String.valueOf(uid)));
    }

    private static int uidFrom(List<String> command) throws IOException {
        return number(command).orElseThrow(() -> new IOException("cannot find out our user id"));
    }

    private static Optional<Integer> number(List<String> command) {
        var result = run(command, "", SMALL);
        return result.succeeded() ? Optional.of(Integer.valueOf(result.output().strip())) : Optional.empty();
    }
}
