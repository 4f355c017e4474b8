package io.attune.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that a worker started outlives it, however it dies (design.md §6). */
class WorkerDeathTest {
    @TempDir
    Path directory;

    @Test
    void killedWithoutWarningTheWorkerLeavesNoProcessAndNoFile() throws Exception {
        var worker = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWorker.class.getName(),
                        directory.toRealPath().toString())
                .inheritIO()
                .start();
        try {
            var pids = directory.resolve("pids");
            await(() -> Files.exists(pids));
            List<Long> started =
                    Files.readAllLines(pids).stream().map(Long::valueOf).toList();
            assertThat(started).hasSize(4).allMatch(WorkerDeathTest::lives);

            worker.destroyForcibly().waitFor();

            await(() -> started.stream().noneMatch(WorkerDeathTest::lives));
            await(() -> !Files.exists(directory.resolve("runs")));
        } finally {
            worker.destroyForcibly();
        }
    }

    /** A zombie that nobody has reaped yet does not live. */
    private static boolean lives(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (java.io.IOException e) {
            return false;
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within 30 seconds").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
