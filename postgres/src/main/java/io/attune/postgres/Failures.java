package io.attune.postgres;

import io.attune.postgres.PostgresException.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns what the operating system or PostgreSQL said into a message that says what to do. */
final class Failures {

    private Failures() {}

    /** @param doing what was tried, to be followed by the path: "create", "write to" */
    static PostgresException onDisk(String doing, Path path, IOException e) {
        var words = String.valueOf(e.getMessage());
        if (isDiskFull(words)) {
            return diskFull(path, e);
        }
        if (e instanceof FileAlreadyExistsException || words.contains("Not a directory")) {
            return new PostgresException(
                    Reason.DIRECTORY_UNUSABLE,
                    "Cannot " + doing + " " + path + ": a file is where a directory is needed. "
                            + "Move it away, or choose another data directory (data_dir).",
                    e);
        }
        if (e instanceof AccessDeniedException || words.contains("Read-only file system")) {
            return new PostgresException(
                    Reason.DIRECTORY_UNUSABLE,
                    "Cannot " + doing + " " + path + ": user " + System.getProperty("user.name")
                            + " may not write there. Change its owner or permissions, or choose another data directory"
                            + " (data_dir).",
                    e);
        }
        return new PostgresException(Reason.DIRECTORY_UNUSABLE, "Cannot " + doing + " " + path + ": " + words, e);
    }

    /** @param words what a PostgreSQL program wrote before it gave up */
    static PostgresException ofProgram(String program, Path directory, String words) {
        if (isDiskFull(words)) {
            return diskFull(directory, null);
        }
        return new PostgresException(
                Reason.START_FAILED, program + " failed for " + directory + ". It said:\n" + words.strip());
    }

    private static PostgresException diskFull(Path path, @Nullable IOException e) {
        return new PostgresException(
                Reason.DISK_FULL,
                "No space left on the file system of " + path + ". Free some space there and start again; "
                        + "what was committed is still there.",
                e);
    }

    private static boolean isDiskFull(String words) {
        var lower = words.toLowerCase(Locale.ROOT);
        return lower.contains("no space left on device") || lower.contains("disk quota exceeded");
    }
}
