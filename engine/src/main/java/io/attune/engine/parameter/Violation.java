package io.attune.engine.parameter;

/**
 * One way in which a value does not fit its schema.
 *
 * @param parameter the place, members and items separated by dots ({@code db.users.0.name})
 * @param keyword the word of the schema that is violated ({@code required}, {@code type}, {@code minimum} …)
 * @param message a sentence for people; never holds the value of a secret parameter
 */
public record Violation(String parameter, String keyword, String message) {
    boolean isMissing() {
        return keyword.equals("required");
    }
}
