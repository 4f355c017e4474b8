package io.attune.server.auth;

import io.attune.server.http.AttuneException;
import io.attune.server.http.GuardRefusal;
import io.attune.server.http.RequestFacts;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * In front of every route, before its body is read: who calls (401), and whether any grant of the caller names what the route needs
 * (403). Where there is no declaration there is no way in (SEC-11).
 */
public class Guard {
    public static final String ACCESS_COOKIE = "attune_access_token";

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final Instance<Authentication> authentication;
    private final CurrentCaller current;
    private final RequestRate rate;
    private final SameOrigin sameOrigin;
    private final RequestFacts facts;
    private final Instance<DecisionLog> decisions;

    // Instances, because this filter exists before the database is open.
    @Inject
    Guard(
            Instance<Authentication> authentication,
            CurrentCaller current,
            RequestRate rate,
            SameOrigin sameOrigin,
            RequestFacts facts,
            Instance<DecisionLog> decisions) {
        this.authentication = authentication;
        this.current = current;
        this.rate = rate;
        this.sameOrigin = sameOrigin;
        this.facts = facts;
        this.decisions = decisions;
    }

    @ServerRequestFilter
    public void check(ContainerRequestContext request, ResourceInfo route, HttpHeaders headers) {
        Method method = route.getResourceMethod();
        if (method.isAnnotationPresent(Permit.Open.class)) {
            return;
        }
        Permit permit = method.getAnnotation(Permit.class);
        if (permit == null) {
            throw new IllegalStateException("route without @Permit: " + method);
        }
        if (permit.openOnThisMachine() && showsNothing(request) && facts.comesFromThisMachine()) {
            return;
        }
        Supplier<Caller> authenticate = shown(request);
        var caller = authenticate.get();
        requireOwnPage(request, headers);
        current.set(caller, authenticate);
        refuseHaste(caller);
        if (!Arrays.asList(permit.tokens()).contains(caller.token())) {
            throw refusedKind(caller);
        }
        // A worker is let in by its kind alone: it acts for the platform, not for a person.
        if (permit.operator() && !caller.operator() && caller.token() != TokenKind.WORKER) {
            throw denied("operator");
        }
        if (!permit.resource().isEmpty() && !caller.grants().allowSome(permit.resource(), permit.action())) {
            throw denied(permit.resource() + ":" + permit.action());
        }
        report(request, permit, caller);
    }

    /** Before anything is done: no use of a privilege without its record. */
    private void report(ContainerRequestContext request, Permit permit, Caller caller) {
        if (READING.contains(request.getMethod())) {
            return;
        }
        Privileges.used(permit, caller)
                .ifPresent(privilege -> decisions
                        .get()
                        .allowed(
                                caller,
                                privilege,
                                request.getMethod() + " " + request.getUriInfo().getPath()));
    }

    private void refuseHaste(Caller caller) {
        if (caller.operator() || caller.token() == TokenKind.WORKER) {
            return;
        }
        rate.take(caller.identity()).ifPresent(wait -> {
            throw AttuneException.tooManyRequests("Too many requests; slow down", wait);
        });
    }

    private static boolean showsNothing(ContainerRequestContext request) {
        return request.getHeaderString(HttpHeaders.AUTHORIZATION) == null
                && !request.getCookies().containsKey(ACCESS_COOKIE);
    }

    /** What the request shows, to be authenticated now and, on a connection that goes on, again. */
    private Supplier<Caller> shown(ContainerRequestContext request) {
        String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (header != null) {
            if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
                throw new GuardRefusal("Invalid authentication token");
            }
            String bearer = header.substring(7).strip();
            return () -> authentication.get().authenticate(bearer);
        }
        Cookie cookie = request.getCookies().get(ACCESS_COOKIE);
        if (cookie == null || cookie.getValue().isBlank()) {
            throw new GuardRefusal("Missing authentication token");
        }
        String session = cookie.getValue();
        return () -> ofCookie(session);
    }

    private Caller ofCookie(String session) {
        Caller caller;
        try {
            caller = authentication.get().authenticate(session);
        } catch (GuardRefusal e) {
            throw new GuardRefusal("Invalid authentication token");
        }
        if (caller.token() != TokenKind.ACCESS) {
            throw new GuardRefusal("Invalid authentication token");
        }
        return caller;
    }

    /** Only a cookie is sent along without the page's knowing it; a header is not. */
    private void requireOwnPage(ContainerRequestContext request, HttpHeaders headers) {
        if (request.getHeaderString(HttpHeaders.AUTHORIZATION) == null && !READING.contains(request.getMethod())) {
            sameOrigin.require(headers);
        }
    }

    /** A token that is no session and no run is unknown here, the others are refused by name. */
    private static RuntimeException refusedKind(Caller caller) {
        return switch (caller.token()) {
            case ACCESS, EXECUTION -> AttuneException.forbidden("This route is not open to this kind of token");
            case REFRESH, SENSOR, WORKER -> new GuardRefusal("Invalid authentication token");
        };
    }

    /** {@link DenialRecorder} reports it. */
    private static AttuneException denied(String missing) {
        return AttuneException.forbidden(DenialRecorder.REFUSAL + missing);
    }
}
