package io.attune.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What runs on this machine, as {@code /proc} shows it. */
public final class Processes {
    private Processes() {}

    /** Numbers of the processes that have both the variable and a temporary directory below {@code directory}. */
    public static List<String> carrying(String variable, Path directory) throws IOException {
        var below = "TMPDIR=" + directory.toRealPath() + "/";
        try (var processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .filter(process -> {
                        var environment = read(process.resolve("environ"));
                        return environment.contains(variable + "\0") && environment.contains(below);
                    })
                    .map(process -> process.getFileName() + " " + read(process.resolve("cmdline")))
                    .toList();
        }
    }

    /** As {@link #carrying}, but a process that was killed a moment ago may take up to 20 seconds to go. */
    public static List<String> lastingWith(String variable, Path directory) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        var found = carrying(variable, directory);
        while (!found.isEmpty() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(10);
            found = carrying(variable, directory);
        }
        return found;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
