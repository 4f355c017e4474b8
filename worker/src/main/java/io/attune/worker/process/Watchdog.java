package io.attune.worker.process;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small shell outside our session that reads which process groups live from a pipe. The pipe ends when this Java process ends,
 * {@code kill -9} included; the shell then kills those groups, whatever carries a temporary directory below {@code runs} in its
 * environment, with its group if it leads one (the worker may have died before it could name a group it had just started), and removes that
 * directory. Thread-safe.
 */
final class Watchdog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    private static final String SCRIPT = """
            exec >/dev/null 2>&1
            trap '' HUP INT QUIT TERM
            alive=' '
            while read -r what group; do
                case $what in
                    +) alive="$alive$group " ;;
                    -) alive="${alive%%" $group "*} ${alive#*" $group "}" ;;
                esac
            done
            for group in $alive; do
                kill -s KILL -- "-$group"
            done
            passes=0
            while [ $passes -lt 5 ]; do
                marked=$(grep -lsF "TMPDIR=$1/" /proc/[0-9]*/environ)
                [ -n "$marked" ] || break
                for file in $marked; do
                    process=${file#/proc/}
                    process=${process%/environ}
                    kill -s KILL -- "-$process"
                    kill -s KILL "$process"
                done
                passes=$((passes + 1))
            done
            rm -rf "$1"
            """;

    private final Posix posix;
    private final Path runs;
    private final Set<Integer> alive = new TreeSet<>();
    private int pid;
    private int pipe = -1;

    Watchdog(Posix posix, Path runs) throws IOException {
        this.posix = posix;
        this.runs = runs;
        start();
    }

    private void start() throws IOException {
        try (var arena = Arena.ofConfined()) {
            var ends = posix.pipe(arena, Posix.errorCell(arena));
            var path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
            try {
                pid = posix.spawn(
                        arena,
                        List.of("/bin/sh", "-c", SCRIPT, "attune-watchdog", runs.toString()),
                        List.of("PATH=" + path),
                        "/",
                        ends.readEnd());
                pipe = ends.writeEnd();
            } catch (IOException e) {
                posix.close(ends.writeEnd());
                throw e;
            } finally {
                posix.close(ends.readEnd());
            }
        }
    }

    synchronized void watch(int group) {
        alive.add(group);
        tell("+ " + group + "\n");
    }

    synchronized void forget(int group) {
        if (alive.remove(group)) {
            tell("- " + group + "\n");
        }
    }

    private void tell(String line) {
        if (pipe < 0 || written(line)) {
            return;
        }
        try {
            replace();
        } catch (IOException e) {
            LOG.warn("no watchdog: processes will outlive a killed worker", e);
        }
    }

    /** Somebody killed the shell: a new one learns all groups. */
    private void replace() throws IOException {
        posix.close(pipe);
        pipe = -1;
        reap();
        start();
        alive.forEach(group -> written("+ " + group + "\n"));
    }

    private boolean written(String line) {
        try (var arena = Arena.ofConfined()) {
            byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
            var memory = arena.allocate(bytes.length);
            MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, 0, bytes.length);
            // Shorter than the pipe's atomic size: all or nothing.
            return posix.write(Posix.errorCell(arena), pipe, memory) >= 0;
        }
    }

    private void reap() {
        try (var arena = Arena.ofConfined()) {
            int _ = posix.reap(arena, Posix.errorCell(arena), pid);
        } catch (IOException e) {
            LOG.debug("the watchdog is gone already", e);
        }
    }

    /** Lets the shell end whatever is left, and waits for that. */
    @Override
    public synchronized void close() {
        if (pipe >= 0) {
            posix.close(pipe);
            pipe = -1;
            reap();
        }
    }
}
