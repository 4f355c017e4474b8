package io.attune.server.http;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads the body of the present request into memory, no more of it than is allowed (SEC-21). */
@Singleton
public class RequestBody {
    private static final int PIECE = 16 << 10;
    private static final String SHARE = "attune.body-share";

    private final CurrentVertxRequest current;
    private final BodyBudget budget;
    private final RequestDeadline deadline;

    @Inject
    RequestBody(CurrentVertxRequest current, BodyBudget budget, RequestDeadline deadline) {
        this.current = current;
        this.budget = budget;
        this.deadline = deadline;
    }

    /**
     * Within the limit of its route.
     *
     * @throws WebApplicationException 413 as soon as more came, 408 if it does not come in time
     * @throws AttuneException 400 if the client went away, 503 if too many bodies are in memory already
     */
    public byte[] read(InputStream body) {
        return read(body, Long.MAX_VALUE - 1);
    }

    /**
     * As {@link #read(InputStream)}, but reads no further than the caller cares.
     *
     * @return at most {@code enough} + 1 bytes: the one too many says that there are more
     */
    public byte[] read(InputStream body, long enough) {
        var context = current.getCurrent();
        Long limit = context.get(RouteLimits.BODY_LIMIT);
        if (limit == null) {
            throw new IllegalStateException("a body is read before the limits of its route are known");
        }
        var share = share();
        var bytes = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE];
        try {
            while (bytes.size() <= enough) {
                int count = body.read(piece, 0, (int) Math.min(PIECE, enough + 1 - bytes.size()));
                if (count < 0) {
                    break;
                }
                if (deadline.isOver(context)) {
                    throw new WebApplicationException(408);
                }
                if (bytes.size() + (long) count > limit) {
                    throw new WebApplicationException(413);
                }
                share.take(count);
                bytes.write(piece, 0, count);
            }
        } catch (IOException e) {
            // The client went away, or sent nothing for as long as a request may take.
            if (deadline.isOver(context)) {
                throw new WebApplicationException(408);
            }
            throw AttuneException.badRequest("The body ended before it was complete");
        }
        return bytes.toByteArray();
    }

    /** What the present request may hold of the memory for bodies; given back when it is answered. */
    public BodyBudget.Share share() {
        var context = current.getCurrent();
        BodyBudget.Share known = context.get(SHARE);
        if (known != null) {
            return known;
        }
        var share = budget.share();
        context.put(SHARE, share);
        context.addEndHandler(_ -> share.giveBack());
        return share;
    }
}
