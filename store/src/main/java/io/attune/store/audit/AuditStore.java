package io.attune.store.audit;

import static io.attune.store.schema.Tables.AUDIT_EVENT;

import io.attune.store.Tx;
import jakarta.inject.Singleton;

/** Writes the audit log. There is no way to change or delete an entry. */
@Singleton
public final class AuditStore {
    public void insert(Tx tx, AuditEntry entry) {
        var _ = tx.sql()
                .insertInto(AUDIT_EVENT)
                .set(AUDIT_EVENT.TENANT_ID, entry.tenantId())
                .set(AUDIT_EVENT.CATEGORY, entry.category())
                .set(AUDIT_EVENT.EVENT_TYPE, entry.eventType())
                .set(AUDIT_EVENT.OUTCOME, entry.outcome())
                .set(AUDIT_EVENT.ACTOR_IDENTITY, entry.actorIdentity())
                .set(AUDIT_EVENT.ACTOR_LOGIN, entry.actorLogin())
                .set(AUDIT_EVENT.ACTOR_TOKEN_TYPE, entry.actorTokenType())
                .set(AUDIT_EVENT.ACTOR_IP, entry.actorIp())
                .set(AUDIT_EVENT.REQUEST_ID, entry.requestId())
                .set(AUDIT_EVENT.RESOURCE_TYPE, entry.resourceType())
                .set(AUDIT_EVENT.RESOURCE_ID, entry.resourceId())
                .set(AUDIT_EVENT.RESOURCE_REF, entry.resourceRef())
                .set(AUDIT_EVENT.DETAILS, entry.details())
                .execute();
    }
}
