package io.attune.worker.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Processes of a stopped run that a signal to its process group does not reach: background jobs with groups of their own, and daemons,
 * which left the session but still carry the run's temporary directory in their environment. Needs {@code /proc}.
 */
final class Leftovers {
    private static final Path PROC = Path.of("/proc");
    /** A process may start another while we look; one that does so faster than this gives up is a fork bomb. */
    private static final int PASSES = 5;

    private Leftovers() {}

    static boolean exist(long session, Path temporaryDirectory) {
        return !find(session, "TMPDIR=" + temporaryDirectory).isEmpty();
    }

    static void kill(long session, Path temporaryDirectory) {
        var mark = "TMPDIR=" + temporaryDirectory;
        for (int pass = 0; pass < PASSES; pass++) {
            var found = find(session, mark);
            if (found.isEmpty()) {
                return;
            }
            found.forEach(process -> ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly));
        }
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
        try {
            var stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            // "pid (name) state ppid pgrp session …"; the name may hold anything.
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
            return fields.length > 3 && !fields[0].equals("Z") && fields[3].equals(Long.toString(session));
        } catch (IOException | RuntimeException e) {
            return false;
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
