package io.attune.server.audit;

import io.attune.server.auth.Caller;
import io.attune.server.auth.DenialLog;
import io.attune.store.Transactions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Writes refusals into the audit log, each in a transaction of its own. */
@Singleton
class AuditedDenials implements DenialLog {
    private final Transactions transactions;
    private final Audit audit;

    @Inject
    AuditedDenials(Transactions transactions, Audit audit) {
        this.transactions = transactions;
        this.audit = audit;
    }

    @Override
    public void denied(Caller caller, String missing, String route) {
        transactions.tenantTask(
                caller.scope(),
                tx -> audit.record(tx, caller, "rbac.denied", "denied", new Audit.Subject(missing, null, route), null));
    }
}
