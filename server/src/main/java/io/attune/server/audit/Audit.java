package io.attune.server.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.server.auth.Caller;
import io.attune.server.http.RequestFacts;
import io.attune.store.Tx;
import io.attune.store.audit.AuditEntry;
import io.attune.store.audit.AuditStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds one row to the audit log, in the caller's own transaction: no change without its record, no record of what was undone. */
@Singleton
public class Audit {
    private static final Set<String> OWN_CATEGORY =
            Set.of("auth", "rbac", "admin", "secret", "artifact", "pack", "execution");

    private final AuditStore store = new AuditStore();
    private final RequestFacts request;

    @Inject
    Audit(RequestFacts request) {
        this.request = request;
    }

    /** What a row is about. */
    public record Subject(
            @Nullable String type,
            @Nullable Long id,
            @Nullable String ref) {
        public static final Subject NONE = new Subject(null, null, null);
    }

    /**
     * A change that succeeds if the transaction does.
     *
     * @param eventType dotted, of the table in security.md §5, such as {@code definition.rule.changed}
     * @param details without any secret
     */
    public void record(Tx tx, Caller caller, String eventType, Subject subject, @Nullable JsonNode details) {
        record(tx, caller, eventType, "success", subject, details);
    }

    public void record(Tx tx, Caller caller, String eventType, Subject subject) {
        record(tx, caller, eventType, "success", subject, null);
    }

    /** @param outcome {@code success}, {@code failure} or {@code denied} */
    public void record(
            Tx tx, Caller caller, String eventType, String outcome, Subject subject, @Nullable JsonNode details) {
        store.insert(
                tx,
                new AuditEntry(
                        caller.tenant().value(),
                        category(eventType),
                        eventType,
                        outcome,
                        caller.identity().value(),
                        caller.login(),
                        caller.token().wire(),
                        request.clientAddressIfAny(),
                        request.idIfAny(),
                        subject.type(),
                        subject.id(),
                        subject.ref(),
                        details));
    }

    /** What happened before anybody was recognised, such as a failed login. Needs an engine transaction when no tenant is known. */
    public void recordAnonymous(
            Tx tx,
            @Nullable Long tenantId,
            @Nullable Long identity,
            @Nullable String login,
            String eventType,
            String outcome) {
        store.insert(
                tx,
                new AuditEntry(
                        tenantId,
                        category(eventType),
                        eventType,
                        outcome,
                        identity,
                        login,
                        null,
                        request.clientAddressIfAny(),
                        request.idIfAny(),
                        null,
                        null,
                        null,
                        null));
    }

    private static String category(String eventType) {
        String family = eventType.substring(0, eventType.indexOf('.'));
        return switch (family) {
            case "definition" -> "pack";
            case "audit_log", "maintenance", "security" -> "admin";
            default -> OWN_CATEGORY.contains(family) ? family : "api";
        };
    }
}
