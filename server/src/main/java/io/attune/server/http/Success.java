package io.attune.server.http;

/** The answer to a delete, {@code S} (api.md §1.2); inside {@link Data} it is {@code D<S>}. */
public record Success(boolean success, String message) {
    public static Success of(String message) {
        return new Success(true, message);
    }
}
