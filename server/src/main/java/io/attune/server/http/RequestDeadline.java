package io.attune.server.http;

import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Ends requests that take too long (SEC-21). {@link RequestBody} refuses a body that does not come; an answer that does not come is 503, and what
 * was begun goes on to its end in the background. A stream that has begun to answer is left alone.
 */
@Singleton
class RequestDeadline {
    private static final String TIMER = "attune.deadline";
    private static final String START = "attune.start";
    private static final Duration LINGER = Duration.ofSeconds(5);

    private final Duration limit;

    @Inject
    RequestDeadline(Settings settings) {
        this.limit = settings.get(ConfigKeys.SERVER_REQUEST_TIMEOUT);
    }

    void start(RoutingContext context) {
        long timer = context.vertx().setTimer(limit.toMillis(), _ -> expire(context));
        context.put(TIMER, timer);
        context.put(START, System.nanoTime());
        context.addEndHandler(_ -> {
            context.vertx().cancelTimer(timer);
            if (!context.request().isEnded()) {
                linger(context);
            }
        });
    }

    /** The request is answered before all of it came. A client that reads gets the time for that; nobody sends on without end. */
    private static void linger(RoutingContext context) {
        var request = context.request();
        context.vertx().setTimer(LINGER.toMillis(), _ -> {
            if (!request.isEnded()) {
                request.connection().close();
            }
        });
    }

    /** The request turned out to be one that may take its time. */
    void lift(RoutingContext context) {
        Long timer = context.get(TIMER);
        if (timer != null) {
            context.vertx().cancelTimer(timer);
            context.remove(START);
        }
    }

    private void expire(RoutingContext context) {
        var response = context.response();
        if (response.headWritten() || response.closed() || !context.request().isEnded()) {
            return;
        }
        response.putHeader("Retry-After", "5");
        GateAnswer.send(
                context,
                503,
                ErrorCode.SERVICE_UNAVAILABLE,
                "The request took longer than " + limit.toSeconds() + " s to answer");
    }

    /** Whether the time of the request is up; never for one that may take its time. */
    boolean isOver(RoutingContext context) {
        Long start = context.get(START);
        return start != null && System.nanoTime() - start >= limit.toNanos();
    }
}
