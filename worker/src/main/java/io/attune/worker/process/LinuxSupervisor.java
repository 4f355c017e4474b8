package io.attune.worker.process;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** {@link ProcessSupervisor} by {@code posix_spawn} and {@code poll}: see {@link LinuxChild}. */
final class LinuxSupervisor implements ProcessSupervisor {
    private final Posix posix;
    private final Watchdog watchdog;
    private final Set<LinuxChild> children = ConcurrentHashMap.newKeySet();

    LinuxSupervisor(Posix posix, Path runs) throws IOException {
        this.posix = posix;
        this.watchdog = new Watchdog(posix, runs);
    }

    @Override
    public ProcessEnd run(ProcessSpec spec, OutputSink stdout, OutputSink stderr, StopSignal stop, Attendant attendant)
            throws IOException {
        try (var arena = Arena.ofConfined()) {
            var child = LinuxChild.start(posix, watchdog, arena, spec, attendant);
            children.add(child);
            try {
                return child.superviseToTheEnd(stdout, stderr, stop);
            } finally {
                children.remove(child);
            }
        }
    }

    @Override
    public void close() {
        children.forEach(child -> child.signal(Posix.SIGKILL));
        watchdog.close();
    }
}
