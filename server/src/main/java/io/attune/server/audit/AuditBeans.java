package io.attune.server.audit;

import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import io.attune.store.Transactions;
import io.attune.store.audit.ChainEntries;
import io.attune.store.audit.ChainSeal;
import io.attune.store.audit.ChainStore;
import io.attune.store.encryption.SecretBox;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Wires what the rest of this package takes as plain arguments. */
class AuditBeans {
    @Produces
    @Singleton
    ChainStore chainStore(Transactions transactions, SecretBox box) {
        return new ChainStore(transactions.engine(tx -> ChainSeal.open(tx, box)));
    }

    @Produces
    @Singleton
    Sealer sealer(Transactions transactions, ChainStore chains) {
        return new Sealer(transactions, new ChainEntries(), chains);
    }

    @Produces
    @Singleton
    AuditRetirement auditRetirement(Transactions transactions, ChainStore chains, Settings settings) {
        return new AuditRetirement(transactions, chains, settings.get(ConfigKeys.AUDIT_RETENTION));
    }

    @Produces
    @Singleton
    AuditVerification auditVerification(Transactions transactions, ChainStore chains) {
        return new AuditVerification(transactions, new ChainEntries(), chains);
    }
}
