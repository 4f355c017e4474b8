package io.attune.store.encryption;

import io.attune.model.tenant.Owner;
import io.attune.store.Tx;
import io.attune.store.encryption.DataKeyStore.Rewrapped;
import java.util.List;

/** Moves the data keys of the database to another master key. The values they seal stay as they are. */
public final class KeyRotation {
    private final StoredDataKeys keys;
    private final DataKeyStore store = new DataKeyStore();

    public KeyRotation(StoredDataKeys keys) {
        this.keys = keys;
    }

    /** Which master key wraps the data keys, and how many there are. */
    public record Use(String masterId, int dataKeys, int retired) {}

    /**
     * Wraps every data key by {@code to}. Call {@link StoredDataKeys#refresh} after the commit.
     *
     * @param renew whether every owner gets a new data key for new values as well
     * @return how many were wrapped anew
     * @throws UnknownMasterKeyException if this process does not know the key that wraps them now
     */
    public int rotate(Tx tx, MasterKey to, boolean renew) {
        var from = store.lock(tx).masterId();
        var rows = store.list(tx);
        List<Rewrapped> rewrapped = from.equals(to.id())
                ? List.of()
                : rows.stream()
                        .map(row -> new Rewrapped(row.id(), to.wrap(keys.unwrap(row), DataKey.place(row.owner()))))
                        .toList();
        if (!rewrapped.isEmpty()) {
            store.rewrap(tx, to.id(), rewrapped);
        }
        store.changed(tx, to.id());
        if (renew) {
            var owners = rows.stream()
                    .filter(DataKeyStore.Row::current)
                    .map(DataKeyStore.Row::owner)
                    .toList();
            store.retireAll(tx);
            for (Owner owner : owners) {
                var _ = keys.make(tx, owner, to);
            }
        }
        return rewrapped.size();
    }

    public Use use(Tx tx) {
        var rows = store.list(tx);
        int current = (int) rows.stream().filter(DataKeyStore.Row::current).count();
        return new Use(store.read(tx).masterId(), rows.size(), rows.size() - current);
    }
}
