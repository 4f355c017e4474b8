package io.attune.server.auth;

import io.attune.server.http.ErrorBody;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Reports every refusal for want of a grant (security.md §2.3): of the guard, and of the resources that found the target outside the
 * constraints of the grant. Behind all of them, so that none is forgotten.
 */
public class DenialRecorder {
    /** How each such refusal begins (api.md §1.4). */
    static final String REFUSAL = "Insufficient permissions: ";

    private final Instance<DecisionLog> decisions;
    private final CurrentCaller current;

    // An instance, because this filter exists before the database is open.
    @Inject
    DenialRecorder(Instance<DecisionLog> decisions, CurrentCaller current) {
        this.decisions = decisions;
        this.current = current;
    }

    @ServerResponseFilter
    public void record(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getStatus() == 403
                && response.getEntity() instanceof ErrorBody body
                && body.error().startsWith(REFUSAL)) {
            var route = request.getMethod() + " " + request.getUriInfo().getPath();
            current.find()
                    .ifPresent(caller ->
                            decisions.get().denied(caller, body.error().substring(REFUSAL.length()), route));
        }
    }
}
