package io.attune.store.encryption;

import io.attune.model.tenant.Owner;
import javax.crypto.SecretKey;

/** What seals the values of one owner, unwrapped. */
public record DataKey(long id, Owner owner, SecretKey key) {
    /** Names the owner where the wrapped key is authenticated. */
    static String place(Owner owner) {
        return switch (owner) {
            case Owner.Platform _ -> "data_key/system";
            case Owner.Tenant tenant -> "data_key/tenant/" + tenant.id();
        };
    }

    @Override
    public String toString() {
        return "DataKey[" + id + "]";
    }
}
