package io.attune.bench.load;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** What this machine can do at best: start a shell, read what it prints, wait for its end. */
final class Spawn {
    private Spawn() {}

    static double perSecond(int processes, int atOnce) throws InterruptedException, IOException {
        var next = new AtomicInteger();
        long begin = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(atOnce)) {
            var results = threads.invokeAll(java.util.Collections.nCopies(atOnce, (Callable<Integer>) () -> {
                int done = 0;
                for (; next.getAndIncrement() < processes; done++) {
                    var process = new ProcessBuilder("/bin/sh", "-c", "echo hello").start();
                    process.getOutputStream().close();
                    process.getInputStream().readAllBytes();
                    process.getErrorStream().readAllBytes();
                    process.waitFor();
                }
                return done;
            }));
            for (var result : results) {
                result.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("bare spawn failed", e.getCause());
        }
        return processes * 1e9 / (System.nanoTime() - begin);
    }
}
