package io.attune.server.boot;

import io.attune.server.config.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts the same command in a process of its own and returns when that is ready. */
final class Detached {
    /** Names the file in which the new process leaves what only its starter may read, such as the first password. */
    static final String NOTICE_FILE = "ATTUNE_NOTICE_FILE";

    /** A process that dies is noticed at once; one that makes its first database on a small and busy machine takes long. */
    private static final long PATIENCE_SECONDS = 300;

    private Detached() {}

    static int start(Settings settings, List<String> words) {
        var dataDirectory = settings.dataDirectory();
        InstanceFile.running(dataDirectory).ifPresent(instance -> {
            throw new StartFailure("Attune is already running on " + dataDirectory + " (process " + instance.pid()
                    + (instance.url() == null ? "" : ", at " + instance.url()) + ")");
        });
        try {
            Files.createDirectories(
                    dataDirectory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            var logs = Files.createDirectories(dataDirectory.resolve("logs"));
            var notice = Files.createTempFile(dataDirectory, "notice", ".txt");
            var output = logs.resolve("start.log");
            var builder = new ProcessBuilder(command(words))
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(output.toFile())
                    .redirectErrorStream(true);
            builder.environment().put(NOTICE_FILE, notice.toString());
            var process = builder.start();
            try {
                return awaitReady(process, dataDirectory, notice, output);
            } finally {
                Files.deleteIfExists(notice);
            }
        } catch (IOException e) {
            throw new StartFailure("Attune could not be started: " + e.getMessage());
        }
    }

    private static int awaitReady(Process process, Path dataDirectory, Path notice, Path output) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (System.nanoTime() < deadline) {
                var instance = InstanceFile.running(dataDirectory);
                if (instance.isPresent() && instance.get().url() != null) {
                    System.err.print(Files.readString(notice));
                    System.out.println("Attune is ready at " + instance.get().url());
                    return 0;
                }
                if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                    System.err.print(Files.readString(output, StandardCharsets.UTF_8));
                    return process.exitValue() == 0 ? 1 : process.exitValue();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
        throw new StartFailure("Attune is not ready after " + PATIENCE_SECONDS + " s; see " + output);
    }

    /** The way this process was started, without the option, in a session of its own where the system can make one. */
    private static List<String> command(List<String> words) {
        var self = ProcessHandle.current().info();
        var command = new ArrayList<String>();
        var setsid = Path.of("/usr/bin/setsid");
        if (Files.isExecutable(setsid)) {
            command.add(setsid.toString());
        }
        command.add(self.command().orElseThrow(() -> new StartFailure("this system does not tell how it was started")));
        var arguments = List.of(self.arguments().orElse(new String[0]));
        command.addAll(arguments.subList(0, arguments.size() - words.size()));
        words.stream()
                .filter(word -> !word.equals("--detach") && !word.equals("-d"))
                .forEach(command::add);
        return command;
    }
}
