package io.attune.store;

import io.attune.model.tenant.Owner;
import io.attune.store.encryption.DataKey;
import io.attune.store.encryption.DataKeys;
import io.attune.store.encryption.MasterKeys;
import io.attune.store.encryption.SecretBox;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;

/** Data keys without a database: the n-th owner has a key of n-s. */
public final class MemoryDataKeys implements DataKeys {
    private final Map<Owner, DataKey> byOwner = new HashMap<>();
    private final MasterKeys masters;

    public MemoryDataKeys(MasterKeys masters) {
        this.masters = masters;
    }

    /** A box over such keys. */
    public static SecretBox box() {
        return new SecretBox(new MemoryDataKeys(MasterKeys.of("0123456789abcdef0123456789abcdef")));
    }

    @Override
    public synchronized DataKey current(Owner owner) {
        return byOwner.computeIfAbsent(owner, _ -> {
            var bytes = new byte[32];
            java.util.Arrays.fill(bytes, (byte) (byOwner.size() + 1));
            return new DataKey(byOwner.size() + 1, owner, new SecretKeySpec(bytes, "AES"));
        });
    }

    @Override
    public synchronized DataKey get(long id) {
        return byOwner.values().stream()
                .filter(key -> key.id() == id)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public MasterKeys masters() {
        return masters;
    }
}
