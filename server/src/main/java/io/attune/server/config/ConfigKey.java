package io.attune.server.config;

import java.util.List;
import java.util.Locale;

/**
 * One setting: its name in {@code attune.yaml}, how its text is read, and what it is for.
 *
 * @param name {@code section.key}; the section is missing for the few that belong to all
 * @param kind how the text is read, and the words for it in messages
 * @param defaultText as an operator would write it; empty when there is none
 * @param secret whether the value must never be shown
 */
public record ConfigKey<T>(String name, Kind<T> kind, String defaultText, String description, boolean secret) {
    private static final String FILE = "_file";

    /**
     * @param accepted the form a value must have, for messages
     * @param reading throws {@link IllegalArgumentException} for a text of another form
     */
    public record Kind<T>(String accepted, Reading<T> reading) {}

    /** Turns text into a value. */
    @FunctionalInterface
    public interface Reading<T> {
        T read(String text);
    }

    /** The environment variable that sets it: {@code ATTUNE__SECTION__KEY}. */
    public String environmentName() {
        return "ATTUNE__" + name.toUpperCase(Locale.ROOT).replace(".", "__");
    }

    /** The setting that names a file with the value; only secrets have one. */
    public String fileName() {
        return name + FILE;
    }

    /** The variable that names such a file. */
    public String environmentFileName() {
        return environmentName() + FILE.toUpperCase(Locale.ROOT);
    }

    T read(String text) {
        return kind.reading().read(text);
    }

    static List<String> words(String text) {
        return text.isBlank()
                ? List.of()
                : List.of(text.split(",", -1)).stream()
                        .map(String::strip)
                        .filter(word -> !word.isEmpty())
                        .toList();
    }
}
