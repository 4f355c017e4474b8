package io.attune.server.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.server.auth.Caller;
import io.attune.server.http.RequestFacts;
import io.attune.store.Tx;
import io.attune.store.audit.AuditEntry;
import io.attune.store.audit.AuditEntry.Actor;
import io.attune.store.audit.AuditEntry.Resource;
import io.attune.store.audit.AuditStore;
import io.attune.store.audit.Initiator;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds one row to the audit log, in the caller's own transaction: no change without its record, no record of what was undone. */
@Singleton
public class Audit {
    private static final Set<String> OWN_CATEGORY = Set.of("auth", "rbac", "admin", "secret", "pack", "execution");

    private final AuditStore store;
    private final RequestFacts request;

    @Inject
    Audit(AuditStore store, RequestFacts request) {
        this.store = store;
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
     * @param details words and numbers of ours; nothing that a user wrote, since it may hold a secret (security.md §4.5)
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
        write(tx, caller.tenant().value(), eventType, outcome, actor(caller), subject, details);
    }

    /** A change that a worker makes, which acts for no tenant: operators read it. Needs an engine transaction. */
    public void recordOfPlatform(Tx tx, Caller worker, String eventType, Subject subject) {
        write(tx, null, eventType, "success", actor(worker), subject, null);
    }

    /** What happened before anybody was recognised, such as a failed login. Needs an engine transaction when no tenant is known. */
    public void recordAnonymous(
            Tx tx,
            @Nullable Long tenantId,
            @Nullable Long identity,
            @Nullable String login,
            String eventType,
            String outcome) {
        write(tx, tenantId, eventType, outcome, actor(identity, login, null), Subject.NONE, null);
    }

    /** The caller as the log knows it, with where the present request comes from. */
    public Actor actor(Caller caller) {
        return actor(caller.identity().value(), caller.login(), caller.token().wire());
    }

    /** As {@link #actor(Caller)}, with the present request: who takes a step of an execution. */
    public Initiator initiator(Caller caller) {
        return new Initiator(actor(caller), request.idIfAny());
    }

    private Actor actor(@Nullable Long identity, @Nullable String login, @Nullable String tokenType) {
        return new Actor(identity, login, tokenType, request.clientAddressIfAny(), request.userAgentIfAny());
    }

    private void write(
            Tx tx,
            @Nullable Long tenant,
            String eventType,
            String outcome,
            Actor actor,
            Subject subject,
            @Nullable JsonNode details) {
        store.insert(
                tx,
                new AuditEntry(
                        tenant,
                        category(eventType),
                        eventType,
                        outcome,
                        actor,
                        request.idIfAny(),
                        new Resource(subject.type(), subject.id(), subject.ref()),
                        null,
                        details,
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
