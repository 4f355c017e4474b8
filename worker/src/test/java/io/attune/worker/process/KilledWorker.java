package io.attune.worker.process;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A Java process for tests to kill: runs a script that starts children of every kind and never ends. */
final class KilledWorker {
    private KilledWorker() {}

    /** @param arguments the directory to work in; a file {@code pids} appears there when all children run */
    public static void main(String[] arguments) throws Exception {
        var directory = Path.of(arguments[0]);
        var runs = Files.createDirectory(directory.resolve("runs"));
        var temporary = Files.createDirectory(runs.resolve("1-1"));
        var script = """
                trap '' TERM HUP
                sleep 1001 & echo $! >>$1.new
                env -i /bin/sleep 1002 & echo $! >>$1.new
                setsid /bin/sleep 1003 & echo $! >>$1.new
                echo $$ >>$1.new
                mv $1.new $1
                wait
                """;
        try (var processes = ProcessSupervisor.open(runs)) {
            processes.run(
                    new ProcessSpec(
                            List.of(
                                    "/bin/bash",
                                    "-c",
                                    script,
                                    "script",
                                    directory.resolve("pids").toString()),
                            Map.of("PATH", "/usr/bin:/bin", "TMPDIR", temporary.toString()),
                            directory,
                            temporary,
                            "".getBytes(StandardCharsets.UTF_8),
                            null,
                            Duration.ofMinutes(10),
                            Duration.ofSeconds(5),
                            null),
                    (_, _) -> {},
                    (_, _) -> {},
                    new StopSignal());
        }
    }
}
