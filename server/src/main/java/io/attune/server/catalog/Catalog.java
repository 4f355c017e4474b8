package io.attune.server.catalog;

import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.catalog.CatalogStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Holds the catalog of this process. {@link #current} may be a moment behind the database; {@link #at} never is.
 */
@Singleton
public final class Catalog {
    private final Transactions transactions;
    private final CatalogStore store;

    /** One reader at a time; the others find its result. */
    private final ReentrantLock reading = new ReentrantLock();

    /** One refresh at a time. */
    private final ReentrantLock refreshing = new ReentrantLock();

    /** The refresh that has yet to begin: whoever asks before it does shares it. */
    private final AtomicReference<@Nullable CompletableFuture<CatalogSnapshot>> upcoming = new AtomicReference<>();

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
     * The snapshot of exactly that version, read within {@code tx} when this process does not have it yet.
     *
     * @param version which {@code tx} sees and goes on seeing: it holds it for share, or sees nothing that was committed later
     */
    public CatalogSnapshot at(Tx tx, long version) {
        return read(tx, version, known -> known.version() == version);
    }

    /**
     * Brings {@link #current} up to what is committed. Neither waits for those who change the catalog nor lets them wait. However many ask at
     * once, the database is asked by one after the other, and each answers all who asked before.
     */
    public CatalogSnapshot refresh() {
        var mine = new CompletableFuture<CatalogSnapshot>();
        var shared = upcoming.compareAndExchange(null, mine);
        if (shared != null) {
            return answer(shared);
        }
        refreshing.lock();
        try {
            upcoming.set(null);
            mine.complete(transactions.engineView(tx -> {
                long version = store.version(tx);
                return read(tx, version, known -> known.version() >= version);
            }));
        } catch (Throwable e) {
            mine.completeExceptionally(e);
        } finally {
            refreshing.unlock();
        }
        return answer(mine);
    }

    private static CatalogSnapshot answer(CompletableFuture<CatalogSnapshot> refresh) {
        try {
            return refresh.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException("the catalog could not be read", e.getCause());
        }
    }

    private CatalogSnapshot read(Tx tx, long version, Predicate<CatalogSnapshot> suffices) {
        CatalogSnapshot known = current;
        if (suffices.test(known)) {
            return known;
        }
        reading.lock();
        try {
            known = current;
            if (!suffices.test(known)) {
                known = known.read(tx, store, version);
                current = known;
            }
            return known;
        } finally {
            reading.unlock();
        }
    }
}
