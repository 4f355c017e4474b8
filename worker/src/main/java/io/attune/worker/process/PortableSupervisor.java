package io.attune.worker.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * {@link ProcessSupervisor} by the JDK alone, for systems where {@link Posix} does not load.
 *
 * <p>LIMIT: a process tree is found by its parent links, so a daemon escapes; and nothing ends the processes of a worker that was killed
 * with {@code kill -9}. Linux with glibc does not use this.
 */
final class PortableSupervisor implements ProcessSupervisor {
    private static final long TICK_MILLISECONDS = 20;
    private static final long DRAIN_MILLISECONDS = 500;

    private final Set<Process> children = ConcurrentHashMap.newKeySet();

    @Override
    public ProcessEnd run(ProcessSpec spec, OutputSink stdout, OutputSink stderr, StopSignal stop, Attendant attendant)
            throws IOException {
        var process = start(spec);
        children.add(process);
        try {
            var threads = List.of(
                    Thread.ofVirtual().start(() -> feed(process, spec.standardInput(), attendant)),
                    Thread.ofVirtual().start(() -> copy(process.getInputStream(), stdout)),
                    Thread.ofVirtual().start(() -> copy(process.getErrorStream(), stderr)));
            attendant.started(process.pid());
            boolean timedOut = waitFor(process, spec, stop);
            killTree(process);
            for (var thread : threads) {
                thread.join(DRAIN_MILLISECONDS);
            }
            int code = process.exitValue();
            // The JDK reports a death by signal n as 128 + n; a plain exit with such a code cannot be told apart.
            boolean signalled = code == 128 + 9 || code == 128 + 15;
            return new ProcessEnd(timedOut || signalled ? -1 : code, timedOut, signalled ? code - 128 : 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a process ran", e);
        } finally {
            killTree(process);
            children.remove(process);
        }
    }

    private static Process start(ProcessSpec spec) throws IOException {
        var command = new ArrayList<>(spec.command());
        byte[] script = spec.script();
        if (script != null) {
            var file = privateFile(spec, script);
            command.replaceAll(word -> word.equals(ProcessSpec.SCRIPT_PATH) ? file.toString() : word);
        }
        byte[] told = spec.monitor();
        if (told != null) {
            // The JDK hands on no descriptors, but a shell does.
            var open = "exec " + spec.monitorDescriptor() + "<\"$0\" && rm -f \"$0\" && exec \"$@\"";
            command.addAll(
                    0, List.of("/bin/sh", "-c", open, privateFile(spec, told).toString()));
        }
        for (var setsid : List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"))) {
            if (Files.isExecutable(setsid)) {
                command.addFirst(setsid.toString());
                break;
            }
        }
        var builder = new ProcessBuilder(command).directory(spec.directory().toFile());
        builder.environment().clear();
        builder.environment().putAll(spec.environment());
        return builder.start();
    }

    private static Path privateFile(ProcessSpec spec, byte[] content) throws IOException {
        var file = Files.createTempFile(
                spec.temporaryDirectory(),
                "",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.write(file, content);
    }

    private static boolean waitFor(Process process, ProcessSpec spec, StopSignal stop) throws InterruptedException {
        long start = System.nanoTime();
        long stopping = -1;
        boolean timedOut = false;
        while (!process.waitFor(TICK_MILLISECONDS, TimeUnit.MILLISECONDS)) {
            long now = System.nanoTime() - start;
            if (stopping < 0 && (stop.reason() != null || now >= spec.timeout().toNanos())) {
                timedOut = stop.reason() == null;
                stopping = now;
                process.descendants().forEach(ProcessHandle::destroy);
                process.destroy();
            } else if (stopping >= 0 && now - stopping >= spec.grace().toNanos()) {
                killTree(process);
            }
        }
        return timedOut;
    }

    private static void killTree(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static void feed(Process process, byte[] bytes, Attendant attendant) {
        try (var input = process.getOutputStream()) {
            input.write(bytes);
            input.flush();
            while (attendant.keepsInputOpen() && !process.waitFor(TICK_MILLISECONDS, TimeUnit.MILLISECONDS)) {
                var more = attendant.moreInput();
                if (more.isPresent()) {
                    input.write(more.get());
                    input.flush();
                }
            }
        } catch (IOException e) {
            // The command reads no more; whether that matters, its exit code says.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(InputStream output, OutputSink sink) {
        byte[] buffer = new byte[64 << 10];
        try (output) {
            for (int count = output.read(buffer); count >= 0; count = output.read(buffer)) {
                sink.accept(buffer, count);
            }
        } catch (IOException e) {
            // Closed under us because the command is over.
        }
    }

    @Override
    public void close() {
        children.forEach(PortableSupervisor::killTree);
    }
}
