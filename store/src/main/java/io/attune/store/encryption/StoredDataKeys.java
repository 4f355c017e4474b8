package io.attune.store.encryption;

import io.attune.model.tenant.Owner;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.encryption.DataKeyStore.Row;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The data keys of the database, unwrapped and remembered by this process; thread-safe. All are read at the start. A missing one is made or
 * read on a connection of its own: what a value is sealed under must stay, whatever becomes of the transaction that needs it.
 *
 * <p>LIMIT: every key stays in memory, about 200 bytes each: one per tenant and rotation.
 */
public final class StoredDataKeys implements DataKeys {
    private final Transactions transactions;
    private final DataKeyStore store = new DataKeyStore();
    private final SecureRandom random = new SecureRandom();
    private final Map<Long, DataKey> byId = new ConcurrentHashMap<>();
    private final Map<Owner, DataKey> current = new ConcurrentHashMap<>();

    private volatile MasterKeys masters;
    private volatile long version;
    private volatile @Nullable String unknownMaster;

    private StoredDataKeys(Transactions transactions, MasterKeys masters) {
        this.transactions = transactions;
        this.masters = masters;
    }

    /** @throws UnknownMasterKeyException if the database's keys are wrapped by another master key */
    public static StoredDataKeys open(Transactions transactions, MasterKeys masters) {
        var keys = new StoredDataKeys(transactions, masters);
        transactions.engineTask(tx -> keys.store.begin(tx, masters.current().id()));
        keys.refresh();
        var unknown = keys.unknownMaster;
        if (unknown != null) {
            throw new UnknownMasterKeyException(unknown, masters);
        }
        return keys;
    }

    @Override
    public DataKey current(Owner owner) {
        var known = current.get(owner);
        return known == null ? findOrMake(owner) : known;
    }

    @Override
    public DataKey get(long id) {
        var known = byId.get(id);
        return known == null ? read(id) : known;
    }

    @Override
    public MasterKeys masters() {
        return masters;
    }

    /** The master key that the database uses and this process was not given: then it serves the tenants it knows, and no others. */
    public Optional<String> unknownMaster() {
        return Optional.ofNullable(unknownMaster);
    }

    /** Gives the process other master keys; those in use must be among them. */
    public void useMasters(MasterKeys given) {
        masters = given;
    }

    /** Learns what other processes changed. One narrow row is read when they changed nothing. */
    public synchronized void refresh() {
        transactions.engineTask(tx -> {
            var state = store.read(tx);
            unknownMaster = masters.find(state.masterId()).isPresent() ? null : state.masterId();
            if (state.version() == version || unknownMaster != null) {
                return;
            }
            for (var row : store.list(tx)) {
                var key = remember(row);
                if (row.current()) {
                    current.put(row.owner(), key);
                }
            }
            version = state.version();
        });
    }

    // One at a time: misses are rare, and each takes a connection beside the pools, which their users may have
    // exhausted.
    private synchronized DataKey findOrMake(Owner owner) {
        var known = current.get(owner);
        if (known != null) {
            return known;
        }
        var key = transactions.apart(tx -> {
            var state = store.lock(tx);
            var existing = store.findCurrent(tx, owner);
            return existing.isPresent() ? remember(existing.get()) : make(tx, owner, masters.get(state.masterId()));
        });
        // Not before the commit: values sealed under a key that was rolled back would be lost.
        byId.put(key.id(), key);
        current.put(owner, key);
        return key;
    }

    /** A new current key; the caller holds the state. */
    DataKey make(Tx tx, Owner owner, MasterKey master) {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        SecretKey key = new SecretKeySpec(bytes, "AES");
        long id = store.insert(tx, owner, master.id(), master.wrap(key, DataKey.place(owner)));
        store.changed(tx, master.id());
        return new DataKey(id, owner, key);
    }

    private synchronized DataKey read(long id) {
        var row = transactions.<Optional<Row>>apart(tx -> store.find(tx, id));
        return remember(row.orElseThrow(() -> new SealedValueException("there is no data key " + id)));
    }

    private DataKey remember(Row row) {
        return byId.computeIfAbsent(row.id(), id -> new DataKey(id, row.owner(), unwrap(row)));
    }

    SecretKey unwrap(Row row) {
        return masters.get(row.masterId()).unwrap(row.wrapped(), DataKey.place(row.owner()));
    }
}
