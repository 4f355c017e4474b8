package io.attune.server.http;

import io.vertx.ext.web.RoutingContext;

/** Sees every request before anything is done for it; the audit log implements it. */
public interface RequestWitness {
    /**
     * Called on the event loop, must not block.
     *
     * @return whether the request may go on; false when it could not be recorded
     */
    boolean admit(RoutingContext context);
}
