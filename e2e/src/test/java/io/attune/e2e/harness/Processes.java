package io.attune.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The processes of this machine, other than the tests' own. */
public final class Processes {
    private Processes() {}

    /** How many living processes carry the text in their command line. */
    public static long withCommandLine(String text) {
        long own = ProcessHandle.current().pid();
        try (var entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            long count = 0;
            for (var entry : entries) {
                if (!entry.getFileName().toString().equals(Long.toString(own))
                        && commandLine(entry).contains(text)) {
                    count++;
                }
            }
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Empty for zombies, kernel threads, and what ended meanwhile.
    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }
}
