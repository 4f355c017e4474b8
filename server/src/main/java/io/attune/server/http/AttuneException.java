package io.attune.server.http;

import java.io.Serial;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A refusal: the user asked for something impossible. One mapper turns it into {@code {error, code, details}}; nobody else builds an
 * error response.
 */
public final class AttuneException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient List<Detail> details;
    private final @Nullable Duration retryAfter;

    /**
     * One thing to fix.
     *
     * @param field path of the field, or file and line
     * @param message what was expected, what was found, what to do
     */
    public record Detail(String field, String message) {}

    public AttuneException(ErrorCode code, String message, List<Detail> details) {
        this(code, message, details, null);
    }

    private AttuneException(ErrorCode code, String message, List<Detail> details, @Nullable Duration retryAfter) {
        super(message);
        this.code = code;
        this.details = List.copyOf(details);
        this.retryAfter = retryAfter;
    }

    public AttuneException(ErrorCode code, String message) {
        this(code, message, List.of());
    }

    public static AttuneException notFound(String what, Object key) {
        return new AttuneException(ErrorCode.NOT_FOUND, what + " '" + key + "' not found");
    }

    public static AttuneException conflict(String message) {
        return new AttuneException(ErrorCode.CONFLICT, message);
    }

    public static AttuneException badRequest(String message) {
        return new AttuneException(ErrorCode.BAD_REQUEST, message);
    }

    public static AttuneException forbidden(String message) {
        return new AttuneException(ErrorCode.FORBIDDEN, message);
    }

    public static AttuneException unauthorized(String message) {
        return new AttuneException(ErrorCode.UNAUTHORIZED, message);
    }

    /** @param retryAfter when it may work again; sent as {@code Retry-After}, in whole seconds, at least one */
    public static AttuneException tooManyRequests(String message, Duration retryAfter) {
        return new AttuneException(ErrorCode.TOO_MANY_REQUESTS, message, List.of(), retryAfter);
    }

    /** @param retryAfter as for {@link #tooManyRequests} */
    public static AttuneException overloaded(String message, Duration retryAfter) {
        return new AttuneException(ErrorCode.SERVICE_UNAVAILABLE, message, List.of(), retryAfter);
    }

    /** A field of the request breaks a rule; the message starts as api.md §1.4 says. */
    public static AttuneException invalid(String field, String message) {
        return new AttuneException(
                ErrorCode.VALIDATION_ERROR,
                "Validation failed: " + field + ": " + message,
                List.of(new Detail(field, message)));
    }

    /** Several findings of one input, all at once. */
    public static AttuneException invalid(List<Detail> details) {
        var text = new StringBuilder("Validation failed: ");
        for (int i = 0; i < details.size(); i++) {
            var detail = details.get(i);
            text.append(i == 0 ? "" : "; ").append(detail.field()).append(": ").append(detail.message());
        }
        return new AttuneException(ErrorCode.VALIDATION_ERROR, text.toString(), details);
    }

    public ErrorCode code() {
        return code;
    }

    public List<Detail> details() {
        return details;
    }

    /** Of {@link ErrorCode#TOO_MANY_REQUESTS}. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
