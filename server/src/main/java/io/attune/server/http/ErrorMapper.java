package io.attune.server.http;

import io.attune.store.SqlState;
import io.vertx.core.http.HttpClosedException;
import jakarta.inject.Inject;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that turns exceptions into answers (api.md §1.4). Nothing internal leaves here (SEC-22). */
@Provider
public class ErrorMapper implements ExceptionMapper<Throwable> {
    private static final Logger log = LoggerFactory.getLogger(ErrorMapper.class);

    private static final String UNIQUE_VIOLATION = "23505";
    private static final String INTEGRITY_CLASS = "23";
    /** Statement told to stop, transactions in each other's way, lock not to be had. */
    private static final Set<String> PASSING_STATES = Set.of("57014", "40001", "40P01", "55P03");

    private final RequestFacts request;

    @Inject
    ErrorMapper(RequestFacts request) {
        this.request = request;
    }

    @Override
    public Response toResponse(Throwable failure) {
        return switch (failure) {
            case AttuneException refusal -> refused(refusal);
            case GuardRefusal refusal -> guarded(refusal);
            case NotAllowedException notAllowed ->
                Response.status(405)
                        .header(HttpHeaders.ALLOW, notAllowed.getResponse().getHeaderString(HttpHeaders.ALLOW))
                        .build();
            // A route exists, but a value in its path or query is not of its type.
            case NotFoundException badValue when badValue.getCause() != null -> misfit(badValue.getCause());
            case NotFoundException _ -> Response.status(404).build();
            case WebApplicationException other -> passed(other);
            default -> failed(failure);
        };
    }

    private static Response refused(AttuneException refusal) {
        var details = refusal.details().isEmpty() ? null : new ErrorBody.Details(refusal.details(), null);
        var response = Response.fromResponse(
                body(refusal.code().status(), refusal.code(), String.valueOf(refusal.getMessage()), details));
        refusal.retryAfter()
                .ifPresent(wait -> response.header(
                        HttpHeaders.RETRY_AFTER,
                        Math.max(1, wait.plusMillis(999).toSeconds())));
        return response.build();
    }

    private Response misfit(Throwable cause) {
        if (cause instanceof ParameterConversion.Misfit misfit) {
            String name = request.queryParameterOf(misfit.value()).orElse("path");
            return refused(AttuneException.badRequest(name + ": " + misfit.getMessage()));
        }
        return body(400, ErrorCode.BAD_REQUEST, "A value in the path or query is not of the expected type", null);
    }

    private static Response guarded(GuardRefusal refusal) {
        return Response.status(401)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(new ErrorBody.Guard(new ErrorBody.GuardError(401, String.valueOf(refusal.getMessage()))))
                .build();
    }

    private Response passed(WebApplicationException other) {
        int status = other.getResponse().getStatus();
        return switch (status) {
            case 400 -> body(400, ErrorCode.BAD_REQUEST, "The request could not be read", null);
            case 406 -> body(406, ErrorCode.BAD_REQUEST, "No representation matches the header Accept", null);
            case 408 -> body(408, ErrorCode.BAD_REQUEST, "The request was not complete in time", null);
            case 413 -> body(413, ErrorCode.BAD_REQUEST, "The request body is too large", null);
            case 415 -> body(415, ErrorCode.BAD_REQUEST, "Expected Content-Type: application/json", null);
            default -> status >= 500 ? failed(other) : other.getResponse();
        };
    }

    private Response failed(Throwable failure) {
        var state = SqlState.of(failure);
        if (state.equals(UNIQUE_VIOLATION)) {
            return body(409, ErrorCode.CONFLICT, "Something with the same unique name exists already", null);
        }
        var reference = SqlState.violatedReference(failure);
        if (reference.isPresent()) {
            // Checked before it was written; another request was faster.
            return refused(AttuneException.invalid(
                    reference.get(),
                    "another request deleted what this one names, or names what this one deletes; look again"));
        }
        if (state.startsWith(INTEGRITY_CLASS)) {
            return body(422, ErrorCode.UNPROCESSABLE_ENTITY, "The request breaks a rule of the stored data", null);
        }
        if (SqlState.isOfValue(failure)) {
            return body(400, ErrorCode.BAD_REQUEST, "A value cannot be stored: text must not contain NUL", null);
        }
        var id = request.idIfAny();
        if (isPassing(failure, state)) {
            // One line each: while the database is away every request ends here, and its own log says more.
            log.warn(
                    "the database did not answer a request request={} cause={}",
                    id,
                    root(failure).getMessage());
            return later(id);
        }
        if (isDisconnect(failure)) {
            log.debug("a client went away before its request was read request={}", id);
        } else {
            log.error("a request failed request={}", id, failure);
        }
        boolean database = !state.isEmpty();
        return body(
                500,
                database ? ErrorCode.DATABASE_ERROR : ErrorCode.INTERNAL_SERVER_ERROR,
                database ? "The database did not answer as expected" : "Something went wrong on our side",
                new ErrorBody.Details(null, id));
    }

    /** The database is away, told a statement to stop, or had another transaction in the way: nothing was changed. */
    private static boolean isPassing(Throwable failure, String state) {
        return SqlState.isOutage(failure) || PASSING_STATES.contains(state);
    }

    private static Response later(@Nullable UUID id) {
        return Response.fromResponse(body(
                        503,
                        ErrorCode.SERVICE_UNAVAILABLE,
                        "The database cannot serve this at the moment; try again",
                        new ErrorBody.Details(null, id)))
                .header(HttpHeaders.RETRY_AFTER, 1)
                .build();
    }

    private static boolean isDisconnect(Throwable failure) {
        return root(failure) instanceof HttpClosedException || root(failure) instanceof ClosedChannelException;
    }

    private static Throwable root(Throwable failure) {
        var root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static Response body(int status, ErrorCode code, String message, ErrorBody.@Nullable Details details) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(new ErrorBody(message, code, details))
                .build();
    }
}
