package io.attune.server.http;

import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts requests that have no answer yet: beyond the limit the next one is sent away, rather than all of them growing slow together. */
@Singleton
class OpenRequests {
    private final int limit;
    private final AtomicInteger open = new AtomicInteger();

    @Inject
    OpenRequests(Settings settings) {
        this.limit = settings.get(ConfigKeys.SERVER_MAX_CONCURRENT_REQUESTS);
    }

    /** @return whether the request may go on; it counts until its answer begins, so streams do not count */
    boolean admit(RoutingContext context) {
        if (open.incrementAndGet() > limit) {
            open.decrementAndGet();
            return false;
        }
        var counted = new AtomicBoolean(true);
        Runnable leave = () -> {
            if (counted.compareAndSet(true, false)) {
                open.decrementAndGet();
            }
        };
        context.addHeadersEndHandler(_ -> leave.run());
        context.addEndHandler(_ -> leave.run());
        return true;
    }
}
