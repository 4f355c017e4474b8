package io.attune.server.key;

import io.attune.model.key.KeyOwner;
import io.attune.server.audit.Audit;
import io.attune.server.auth.Caller;
import io.attune.server.http.AttuneException;
import io.attune.store.Tx;
import io.attune.store.key.KeyStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** What owns keys is not deleted by accident (FIX-29). */
@Singleton
public class OwnedKeys {
    private final KeyStore keys;
    private final Audit audit;

    @Inject
    OwnedKeys(KeyStore keys, Audit audit) {
        this.keys = keys;
        this.audit = audit;
    }

    /**
     * Call it before the owner is deleted, in the same transaction. Of keys of other tenants, which an engine transaction sees, only their
     * number is said.
     *
     * @param owner a pack or an identity
     * @param noun names the owner in the message
     * @param cascade whether its keys go with it
     * @throws AttuneException 409 listing the keys, if there are any and they must not go
     */
    public void release(Tx tx, Caller by, KeyOwner owner, String noun, boolean cascade) {
        var all = keys.refsOf(tx, owner, null);
        if (!all.isEmpty() && !cascade) {
            var own = keys.refsOf(tx, owner, by.tenant());
            int foreign = all.size() - own.size();
            throw AttuneException.conflict(noun + " owns keys: " + String.join(", ", own)
                    + (foreign == 0 ? "" : (own.isEmpty() ? "" : " and ") + foreign + " of other tenants")
                    + ". Delete them first, or repeat with cascade=true to delete them as well");
        }
        keys.removeOf(tx, owner)
                .forEach(key -> audit.record(
                        tx,
                        by,
                        "secret.key.deleted",
                        new Audit.Subject("key", key.id().value(), key.ref())));
    }
}
