package io.attune.server.encryption;

import io.attune.server.config.MasterKeySource;
import io.attune.store.Transactions;
import io.attune.store.encryption.KeyRotation;
import io.attune.store.encryption.MasterKey;
import io.attune.store.encryption.ReEncryptionStore;
import io.attune.store.encryption.StoredDataKeys;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** The master keys of this process over time: a new one before it is used, an old one until nothing needs it. */
@Singleton
class MasterKeyCare {
    private final Transactions transactions;
    private final MasterKeySource source;
    private final StoredDataKeys keys;
    private final KeyRotation rotation;
    private final ReEncryptionStore values;

    @Inject
    MasterKeyCare(
            Transactions transactions,
            MasterKeySource source,
            StoredDataKeys keys,
            KeyRotation rotation,
            ReEncryptionStore values) {
        this.transactions = transactions;
        this.source = source;
        this.keys = keys;
        this.rotation = rotation;
        this.values = values;
    }

    /**
     * The key that a rotation moves to: a new one if this installation makes its own, else the one the operator gave. It is on disk, and the
     * process knows it, before anything is wrapped by it.
     */
    synchronized MasterKey next() {
        if (source.isGenerated()) {
            keys.useMasters(source.add());
        }
        return keys.masters().current();
    }

    /**
     * Drops the generated master keys that nothing needs any more. Values of older forms are opened by master keys directly, so that all
     * keys stay while there are any.
     */
    synchronized void forgetUnused() {
        if (!source.isGenerated()) {
            return;
        }
        var inUse = transactions.engine(rotation::use).masterId();
        var outdated = transactions.engine(tx -> values.outdated(tx, ReEncryption.COLUMNS));
        if (outdated.olderForm() == 0) {
            keys.masters().find(inUse).ifPresent(kept -> keys.useMasters(source.keepOnly(kept)));
        }
    }
}
