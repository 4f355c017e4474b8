package io.attune.worker.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Processes of a stopped run that a signal to its process group does not reach: background jobs with groups of their own, and daemons,
 * which left the session but still carry the run's temporary directory in their environment. Needs {@code /proc}.
 */
final class Leftovers {
    /** Places of the fields of {@code /proc/<pid>/stat} after the name. */
    private static final int GROUP = 2;

    private static final int SESSION = 3;

    private static final Path PROC = Path.of("/proc");
    /** A process may start another while we look, and a killed one needs a moment to be gone; longer than this only a fork bomb lasts. */
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(1);

    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

    private Leftovers() {}

    static boolean exist(long session, Path temporaryDirectory) {
        return !find(session, "TMPDIR=" + temporaryDirectory).isEmpty();
    }

    /** Kills them, and returns when they are gone. */
    static void kill(long session, Path temporaryDirectory) {
        var mark = "TMPDIR=" + temporaryDirectory;
        long deadline = System.nanoTime() + LIMIT;
        for (var found = find(session, mark);
                !found.isEmpty() && System.nanoTime() < deadline;
                found = find(session, mark)) {
            found.forEach(process -> ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly));
            LockSupport.parkNanos(PAUSE);
        }
    }

    /** The processes of a group but its leader. */
    static List<Long> ofGroup(long group) {
        var found = new ArrayList<Long>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                if (pid != group && statField(process, GROUP).equals(Long.toString(group))) {
                    found.add(pid);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
        return found;
    }

    private static List<Long> find(long session, String mark) {
        var found = new ArrayList<Long>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                // The leader itself is ended by the group's kill, and stays as a zombie until it is reaped.
                if (pid != session && (isOfSession(process, session) || carries(process, mark))) {
                    found.add(pid);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
        return found;
    }

    private static boolean isOfSession(Path process, long session) {
        return statField(process, SESSION).equals(Long.toString(session));
    }

    /** Empty for what is over. */
    private static String statField(Path process, int field) {
        try {
            var stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            // "pid (name) state ppid pgrp session …"; the name may hold anything.
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
            return fields.length > field && !fields[0].equals("Z") ? fields[field] : "";
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }

    private static boolean carries(Path process, String mark) {
        try {
            var variables = Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
            return ("\0" + variables).contains("\0" + mark + "\0");
        } catch (IOException e) {
            return false;
        }
    }
}
