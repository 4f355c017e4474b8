package io.attune.server.audit;

import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.http.ClientAddress;
import io.attune.server.http.RequestFacts;
import io.attune.server.http.RequestWitness;
import io.attune.store.audit.AuditEntry;
import io.attune.store.audit.AuditEntry.Actor;
import io.attune.store.audit.AuditEntry.Http;
import io.attune.store.audit.AuditEntry.Resource;
import io.attune.worker.gateway.HttpGatewayProtocol;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Makes a record of every request (security.md §5, the generic family), which {@link RequestRecordWriter} stores. A request needs a place
 * for its record before anything is done for it, so that none is lost when the database cannot keep up.
 *
 * <p>Deliveries that were accepted and calls of workers leave none: the event and the steps of executions say more, and there are too many
 * of them (docs/adr/0009).
 */
@Singleton
class RequestRecords implements RequestWitness {
    private static final int LONGEST_PATH = 1_024;
    private static final int CLIENT_LEFT = 499;
    private static final int TOO_MANY_REQUESTS = 429;

    private static final String WEBHOOKS = "/api/v1/webhooks/";
    private static final List<String> UNRECORDED =
            List.of("/health", "/metrics", "/docs", "/api-spec", "/api/v1/audit-events");

    private final ClientAddress clientAddress;
    private final RecordQueue queue;

    @Inject
    RequestRecords(ClientAddress clientAddress, RecordQueue queue) {
        this.clientAddress = clientAddress;
        this.queue = queue;
    }

    @Override
    public boolean admit(RoutingContext context) {
        String path = path(context);
        if (UNRECORDED.stream().anyMatch(prefix -> path.equals(prefix) || path.startsWith(prefix + "/"))) {
            return true;
        }
        if (!queue.reserve()) {
            return false;
        }
        long begun = System.nanoTime();
        context.addEndHandler(_ -> ended(context, path, begun));
        return true;
    }

    private static String path(RoutingContext context) {
        var path = context.normalizedPath();
        return path == null ? "" : path;
    }

    private void ended(RoutingContext context, String path, long begun) {
        var response = context.response();
        int status = response.ended() || response.headWritten() ? response.getStatusCode() : CLIENT_LEFT;
        boolean recordedOtherwise = path.startsWith(WEBHOOKS) || path.startsWith(HttpGatewayProtocol.BASE);
        if (recordedOtherwise && status < 400) {
            queue.giveBack();
            return;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        var http = new Http(method(context), shown(path), status, (int) Math.min(millis, Integer.MAX_VALUE));
        String outcome = outcome(status);
        var record =
                record(context, "api", "api." + http.method().toLowerCase(Locale.ROOT) + "." + outcome, outcome, http);
        queue.add(
                status == TOO_MANY_REQUESTS
                        ? List.of(record(context, "admin", "security.rate_limited", "denied", http), record)
                        : List.of(record));
    }

    private AuditEntry record(RoutingContext context, String category, String eventType, String outcome, Http http) {
        var caller = CurrentCaller.of(context);
        var actor = new Actor(
                caller.map(by -> by.identity().value()).orElse(null),
                caller.map(Caller::login).orElse(null),
                caller.map(by -> by.token().wire()).orElse(null),
                clientAddress.of(context.request()),
                RequestFacts.userAgentOf(context.request()));
        return new AuditEntry(
                caller.map(by -> by.tenant().value()).orElse(null),
                category,
                eventType,
                outcome,
                actor,
                RequestFacts.idOf(context),
                Resource.NONE,
                http,
                null,
                null);
    }

    /** The key of a webhook is a credential. */
    private static String shown(String path) {
        var shown = path.startsWith(WEBHOOKS) ? WEBHOOKS + "***" : path;
        return shown.length() > LONGEST_PATH ? shown.substring(0, LONGEST_PATH) : shown;
    }

    /** Clients may send any word. */
    private static String method(RoutingContext context) {
        String name = context.request().method().name();
        return name.length() <= 16 && name.chars().allMatch(letter -> letter >= 'A' && letter <= 'Z') ? name : "OTHER";
    }

    private static String outcome(int status) {
        return switch (status) {
            case 401, 403 -> "denied";
            default -> status >= 400 ? "failure" : "success";
        };
    }
}
