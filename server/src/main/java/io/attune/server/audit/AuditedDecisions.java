package io.attune.server.audit;

import io.attune.server.auth.Caller;
import io.attune.server.auth.DecisionLog;
import io.attune.store.Transactions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Writes refusals, and uses of privileges, into the audit log, each in a transaction of its own. */
@Singleton
class AuditedDecisions implements DecisionLog {
    private final Transactions transactions;
    private final Audit audit;

    @Inject
    AuditedDecisions(Transactions transactions, Audit audit) {
        this.transactions = transactions;
        this.audit = audit;
    }

    @Override
    public void denied(Caller caller, String missing, String route) {
        record(caller, "rbac.denied", "denied", missing, route);
    }

    @Override
    public void allowed(Caller caller, String privilege, String route) {
        record(caller, "rbac.allowed.privileged", "success", privilege, route);
    }

    private void record(Caller caller, String eventType, String outcome, String grant, String route) {
        transactions.tenantTask(
                caller.scope(),
                tx -> audit.record(tx, caller, eventType, outcome, new Audit.Subject(grant, null, route), null));
    }
}
