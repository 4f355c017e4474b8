package io.attune.server.audit;

import io.attune.engine.audit.Block;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.audit.ChainStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Lets old entries of the audit log go (security.md §5: 90 days), block by block from the beginning of each chain, so that the rest can
 * still be verified. Chains that do not carry their seal keep everything. Used by one thread.
 */
final class AuditRetirement {
    private static final Duration PERIOD = Duration.ofHours(1);
    private static final int BLOCKS_AT_ONCE = 32;

    private final Transactions transactions;
    private final ChainStore chains;
    private final Duration kept;
    private Instant due = Instant.MIN;

    AuditRetirement(Transactions transactions, ChainStore chains, Duration kept) {
        this.transactions = transactions;
        this.chains = chains;
        this.kept = kept;
    }

    /** Lets some go that are too old, if there are any: until none is left, and then an hour later again. */
    void retireDue(Instant now) {
        if (now.isBefore(due)) {
            return;
        }
        // Should it fail, then not again with each round.
        due = now.plus(PERIOD);
        if (retire(now.minus(kept), BLOCKS_AT_ONCE) > 0) {
            due = now;
        }
    }

    /**
     * Removes entries of blocks that hold nothing newer than {@code before}.
     *
     * @param blocksAtOnce of one chain, in one transaction
     * @return how many entries are gone; call again until it is 0
     */
    long retire(Instant before, int blocksAtOnce) {
        long gone = 0;
        for (long chain : transactions.engine(chains::chains)) {
            gone += transactions.engine(tx -> retire(tx, chain, before, blocksAtOnce));
        }
        return gone;
    }

    private long retire(Tx tx, long chain, Instant before, int blocksAtOnce) {
        chains.lock(tx);
        var stored = chains.heads(tx, List.of(chain)).get(chain);
        if (stored == null || !stored.intact()) {
            return 0;
        }
        Block last = null;
        for (var block : chains.blocks(tx, chain, stored.head().retired().block(), blocksAtOnce)) {
            if (!block.newest().isBefore(before)) {
                break;
            }
            last = block.block();
        }
        return last == null ? 0 : chains.retire(tx, stored.head(), last);
    }
}
