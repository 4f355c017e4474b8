package io.attune.pack.source;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Turns the name that an archive gives an entry into a path below a directory, or refuses it. */
final class EntryName {
    private static final int MAX_LENGTH = 1000;
    private static final int MAX_SEGMENT_BYTES = 255;

    private EntryName() {}

    /** @return the directory itself for a name like {@code ./} */
    static Path below(Path directory, String name) throws PackSourceException {
        if (name.length() > MAX_LENGTH) {
            throw new PackSourceException(
                    "the archive has an entry whose name is longer than " + MAX_LENGTH + " characters");
        }
        if (name.startsWith("/") || name.matches("[A-Za-z]:.*")) {
            throw refused(name, "has an absolute path");
        }
        if (name.indexOf('\\') >= 0 || name.chars().anyMatch(Character::isISOControl)) {
            throw refused(name, "has a backslash or a control character in its name");
        }
        List<String> segments = new ArrayList<>();
        for (String segment : name.split("/", -1)) {
            if (segment.equals("..")) {
                throw refused(name, "leaves the pack by '..'");
            }
            if (segment.getBytes(StandardCharsets.UTF_8).length > MAX_SEGMENT_BYTES) {
                throw refused(name, "has a name longer than " + MAX_SEGMENT_BYTES + " bytes");
            }
            if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        return directory.resolve(String.join("/", segments));
    }

    static PackSourceException refused(String name, String reason) {
        return new PackSourceException("the entry '" + shown(name) + "' " + reason);
    }

    private static String shown(String name) {
        var shown = new StringBuilder();
        name.codePoints().limit(200).forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return shown.toString();
    }
}
