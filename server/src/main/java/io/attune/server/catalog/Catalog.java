package io.attune.server.catalog;

import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.catalog.CatalogStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds the catalog of this process. {@link #current} may be a moment behind the database; {@link #at} never is.
 */
@Singleton
public final class Catalog {
    private final Transactions transactions;
    private final CatalogStore store;

    /** One reader at a time; the others find its result. */
    private final ReentrantLock reading = new ReentrantLock();

    private volatile CatalogSnapshot current = CatalogSnapshot.EMPTY;

    @Inject
    public Catalog(Transactions transactions, CatalogStore store) {
        this.transactions = transactions;
        this.store = store;
    }

    /** The snapshot read last: for whatever is decided again at {@link #at}, or may be a moment old. */
    public CatalogSnapshot current() {
        return current;
    }

    /**
     * The snapshot of exactly that version, read within {@code tx} when this process does not have it yet. The lock on the version, which
     * the caller holds, keeps the catalog as it is meanwhile.
     *
     * @param version as held for share by {@code tx}
     */
    public CatalogSnapshot at(Tx tx, long version) {
        CatalogSnapshot known = current;
        if (known.version() == version) {
            return known;
        }
        reading.lock();
        try {
            known = current;
            if (known.version() == version) {
                return known;
            }
            CatalogSnapshot read = known.read(tx, store, version);
            current = read;
            return read;
        } finally {
            reading.unlock();
        }
    }

    /** Brings {@link #current} up to the database. */
    public CatalogSnapshot refresh() {
        return transactions.engine(tx -> at(tx, store.holdVersion(tx)));
    }
}
