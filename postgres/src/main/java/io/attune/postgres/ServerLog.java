package io.attune.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * The log files of the server. It starts a new one each day and after 10 MB and never deletes one; that is done here.
 */
record ServerLog(Path directory) {

    /** As PostgreSQL's {@code log_filename}; sorts by time. */
    static final String FILE_NAME = "postgresql-%Y%m%d-%H%M%S.log";

    private static final int KEPT = 10;
    private static final int LONGEST_REPORT = 4_000;

    /** What the server says before its log is open, and all it says when it cannot open one. */
    Path beforeLogging() {
        return directory.resolve("start.log");
    }

    void prune() throws IOException {
        var files = newestFirst();
        for (var file : files.subList(Math.min(KEPT, files.size()), files.size())) {
            Files.deleteIfExists(file);
        }
    }

    /** The last words of the server, for the message that says why it did not start. */
    String lastWords() throws IOException {
        var words = new StringBuilder(text(beforeLogging()));
        var files = newestFirst();
        if (!files.isEmpty()) {
            words.append(text(files.getFirst()));
        }
        return words.length() <= LONGEST_REPORT ? words.toString() : words.substring(words.length() - LONGEST_REPORT);
    }

    private static String text(Path file) throws IOException {
        try (var channel = Files.newByteChannel(file)) {
            channel.position(Math.max(0, channel.size() - LONGEST_REPORT));
            return new String(
                    java.nio.channels.Channels.newInputStream(channel).readAllBytes(),
                    java.nio.charset.StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private List<Path> newestFirst() throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("postgresql-"))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }
}
