package io.attune.server.http;

/** The error codes on the wire and their statuses (api.md §1.4). */
public enum ErrorCode {
    BAD_REQUEST(400),
    UNAUTHORIZED(401),
    FORBIDDEN(403),
    NOT_FOUND(404),
    CONFLICT(409),
    UNPROCESSABLE_ENTITY(422),
    VALIDATION_ERROR(422),
    TOO_MANY_REQUESTS(429),
    INTERNAL_SERVER_ERROR(500),
    DATABASE_ERROR(500),
    NOT_IMPLEMENTED(501),
    /** Too much to do at the moment, or the database is away; always with {@code Retry-After}. */
    SERVICE_UNAVAILABLE(503);

    private final int status;

    ErrorCode(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }
}
