package io.attune.bench.load;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** What this machine can do at best: start a command, read what it prints, wait for its end, and again. */
final class Spawn {
    private Spawn() {}

    static double perSecond(List<String> command, int processes, int atOnce) throws InterruptedException, IOException {
        var next = new AtomicInteger();
        Callable<Void> loop = () -> {
            while (next.getAndIncrement() < processes) {
                spawn(command);
            }
            return null;
        };
        long begin = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(atOnce)) {
            for (var result : threads.invokeAll(Collections.nCopies(atOnce, loop))) {
                result.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("bare spawn failed", e.getCause());
        }
        return processes * 1e9 / (System.nanoTime() - begin);
    }

    private static void spawn(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).start();
        process.getOutputStream().close();
        process.getInputStream().readAllBytes();
        process.getErrorStream().readAllBytes();
        if (process.waitFor() != 0) {
            throw new IOException(command + " failed");
        }
    }
}
