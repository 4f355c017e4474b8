package io.attune.cli.outcome;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Ends a call with an exit code and an explanation: what is wrong, why, and a hint that says what to do. */
public final class Failure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final @Nullable String hint;
    private final @Nullable Answer answer;

    /**
     * What the server said.
     *
     * @param status HTTP status
     * @param code the server's error code, such as {@code NOT_FOUND}
     * @param details findings of the server, one per field
     */
    public record Answer(
            int status,
            @Nullable String code,
            @Nullable JsonNode details,
            @Nullable String requestId) {}

    private Failure(
            ExitCode exitCode,
            String message,
            @Nullable String hint,
            @Nullable Answer answer,
            @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
        this.hint = hint;
        this.answer = answer;
    }

    public static Failure of(ExitCode exitCode, String message, @Nullable String hint) {
        return new Failure(exitCode, message, hint, null, null);
    }

    /** Wrong input on this side, found before anything was sent. */
    public static Failure usage(String message, @Nullable String hint) {
        return of(ExitCode.USAGE, message, hint);
    }

    /** The server refused or failed. */
    public static Failure answered(String message, @Nullable String hint, Answer answer) {
        return new Failure(ExitCode.ofStatus(answer.status()), message, hint, answer, null);
    }

    /** No answer came. */
    public static Failure unreachable(String message, String hint, Throwable cause) {
        return new Failure(ExitCode.SERVER_UNAVAILABLE, message, hint, null, cause);
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    public @Nullable String hint() {
        return hint;
    }

    /** Null when the failure did not come from the server. */
    public @Nullable Answer answer() {
        return answer;
    }

    public String explanation() {
        return String.valueOf(getMessage());
    }
}
