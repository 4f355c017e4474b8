package io.attune.server.encryption;

import io.attune.server.config.ConfigKeys;
import io.attune.server.config.ConfigurationException;
import io.attune.server.config.EncryptionKeyCommand;
import io.attune.server.config.MasterKeySource;
import io.attune.server.config.Settings;
import io.attune.store.Transactions;
import io.attune.store.encryption.KeyRotation;
import io.attune.store.encryption.ReEncryptionStore;
import io.attune.store.encryption.SecretBox;
import io.attune.store.encryption.StoredDataKeys;
import io.attune.store.encryption.UnknownMasterKeyException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Wires the store's encryption with the keys of this process. */
class EncryptionBeans {
    @Produces
    @Singleton
    MasterKeySource masterKeySource(Settings settings) {
        return new MasterKeySource(EncryptionKeyCommand.resolve(settings));
    }

    @Produces
    @Singleton
    StoredDataKeys dataKeys(Transactions transactions, MasterKeySource source) {
        var masters = source.read();
        try {
            return StoredDataKeys.open(transactions, masters);
        } catch (UnknownMasterKeyException e) {
            throw new ConfigurationException(
                    "The values of this database are encrypted under master key " + e.masterId()
                            + "; this process knows " + String.join(", ", masters.ids()) + ". Set "
                            + ConfigKeys.SECURITY_ENCRYPTION_KEY.name() + " to that key, or name it in "
                            + ConfigKeys.SECURITY_PREVIOUS_ENCRYPTION_KEYS.name() + "; a generated key is in the file "
                            + "secrets/encryption_key of the data directory that the database was made with.");
        }
    }

    /** Seals what is stored encrypted. */
    @Produces
    @Singleton
    SecretBox secretBox(StoredDataKeys keys) {
        return new SecretBox(keys);
    }

    @Produces
    @Singleton
    KeyRotation keyRotation(StoredDataKeys keys) {
        return new KeyRotation(keys);
    }

    @Produces
    @Singleton
    ReEncryptionStore reEncryptionStore(SecretBox box) {
        return new ReEncryptionStore(box);
    }
}
