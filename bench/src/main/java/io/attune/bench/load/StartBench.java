package io.attune.bench.load;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** How long {@code attune up} takes on an initialised data directory, and what it holds resident when idle. */
final class StartBench {
    private StartBench() {}

    static void run(Options options, Report report) throws IOException, InterruptedException {
        var directory = Files.createTempDirectory("attune-bench-");
        try {
            long first = System.nanoTime();
            Target.start(options, directory).close();
            report.add("start, empty data directory, with stop", Report.milliseconds(System.nanoTime() - first), "");
            var times = new Latencies();
            for (int i = 0; i < options.scaled(10) + 1; i++) {
                long begin = System.nanoTime();
                try (var target = Target.start(options, directory)) {
                    health(target.url());
                    times.add(System.nanoTime() - begin);
                    if (i == 0) {
                        // What is idle must first have come to rest.
                        java.util.concurrent.locks.LockSupport.parkNanos(5_000_000_000L);
                        memory(target, report);
                    }
                }
            }
            report.add("start to /health, initialised data directory", times.summary(), "≤ 4 s");
        } finally {
            Target.delete(directory);
        }
    }

    private static void health(URI url) throws IOException {
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream()
                    .write(("GET /health HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\nConnection: close\r\n\r\n")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (!answer.startsWith("HTTP/1.1 200")) {
                throw new IOException("/health: " + answer);
            }
        }
    }

    // Proportional set size counts memory that PostgreSQL's processes share once.
    private static void memory(Target target, Report report) throws IOException {
        long server = proportional(target.processId());
        long database = 0;
        for (var child :
                ProcessHandle.of(target.processId()).orElseThrow().descendants().toList()) {
            database += proportional(child.pid());
        }
        report.add(
                "resident memory, idle",
                (server + database) / 1024 + " MiB (server " + server / 1024 + ", PostgreSQL and others "
                        + database / 1024 + ")",
                "≤ 350 MB");
    }

    private static long proportional(long pid) throws IOException {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
                    .filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        } catch (java.nio.file.NoSuchFileException _) {
            return 0;
        }
    }
}
