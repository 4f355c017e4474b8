package io.attune.cli.render;

import io.attune.cli.outcome.Failure;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The output formats of cli.md §2.1 that this release has. */
public enum Format {
    TABLE,
    WIDE,
    JSON,
    JSON_PRETTY,
    YAML,
    JSONL,
    CSV,
    TSV,
    NAME;

    private static final String PATH = "jsonpath=";

    /** A path picks from the JSON that would be written without it. */
    public static Format parse(String word) {
        String path = path(word);
        if (path != null) {
            JsonPath.parse(path);
            return JSON;
        }
        for (Format format : values()) {
            if (format.word().equals(word)) {
                return format;
            }
        }
        throw Failure.usage(
                "Unknown output format '" + word + "'",
                "One of: " + Arrays.stream(values()).map(Format::word).collect(Collectors.joining(", "))
                        + ", jsonpath=PATH");
    }

    /** The path of {@code jsonpath=PATH}; null for other formats. */
    public static @Nullable String path(String word) {
        return word.startsWith(PATH) ? word.substring(PATH.length()) : null;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Errors are objects then, and nothing is said beside the data. */
    public boolean forMachines() {
        return this != TABLE && this != WIDE;
    }

    /** Table and wide. */
    boolean tabular() {
        return this == TABLE || this == WIDE;
    }
}
