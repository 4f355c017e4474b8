package io.attune.server.audit;

import io.attune.engine.audit.Breach;
import io.attune.engine.audit.ChainPosition;
import io.attune.engine.audit.ChainWalk;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.audit.ChainEntries;
import io.attune.store.audit.ChainHead;
import io.attune.store.audit.ChainStore;
import io.attune.store.audit.ChainStore.SealedBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows a chain of the audit log from its beginning to its end and compares it with the entries that are there (SEC-18). In steps of
 * short transactions: what is sealed does not change, so a long log needs no long transaction.
 */
final class AuditVerification {
    private static final int BLOCKS_PER_STEP = 256;
    private static final int ENTRIES_PER_STEP = 4_096;

    private final Transactions transactions;
    private final ChainEntries entries;
    private final ChainStore chains;

    AuditVerification(Transactions transactions, ChainEntries entries, ChainStore chains) {
        this.transactions = transactions;
        this.entries = entries;
        this.chains = chains;
    }

    /**
     * What was found.
     *
     * @param checked entries that are as they were sealed
     * @param unsealed newer entries that have no place in the chain yet
     * @param breach where log and chain differ first; null when they do not
     * @param head where the chain ends; null when nothing was ever sealed
     */
    record Findings(
            long checked,
            long unsealed,
            @Nullable Breach breach,
            @Nullable ChainPosition head) {}

    private record Start(long lastSealed, ChainHead head, long unsealed) {}

    /** @param chain as in {@link ChainHead#chain()} */
    Findings verify(long chain) {
        while (true) {
            var found = transactions.engine(tx -> begin(tx, chain));
            var start = found.start();
            if (found.breach() != null) {
                return new Findings(0, start.unsealed(), found.breach(), headOrNull(start.head()));
            }
            var walk = new ChainWalk(start.head().retired());
            var breach = walk(chain, walk, start.head().end());
            if (breach.isPresent() && hasBegunLater(chain, start.head())) {
                continue;
            }
            return new Findings(walk.checked(), start.unsealed(), breach.orElse(null), headOrNull(start.head()));
        }
    }

    private record Beginning(Start start, @Nullable Breach breach) {}

    private Beginning begin(Tx tx, long chain) {
        // In this order: the end of the chain is at least as far as the sealing had come.
        var sealing = chains.sealing(tx);
        var stored = chains.heads(tx, List.of(chain)).get(chain);
        var head = stored == null ? ChainHead.empty(chain) : stored.head();
        long end = Math.max(head.end().id(), sealing.lastId());
        var start = new Start(sealing.lastId(), head, entries.countAfter(tx, chain, end));
        if (!sealing.intact()) {
            return new Beginning(start, new Breach(null, null, "the state of all chains does not carry its seal"));
        }
        if (stored != null && !stored.intact()) {
            return new Beginning(
                    start, new Breach(null, head.end().seq(), "the end of the chain does not carry its seal"));
        }
        if (sealing.entries() != sealing.entriesOfChains()) {
            return new Beginning(
                    start,
                    new Breach(null, null, "the chains of the log do not add up: one of them was cut or removed"));
        }
        var added = entries.firstBetween(
                        tx, chain, Long.MIN_VALUE, head.retired().id())
                .or(() -> entries.firstBetween(tx, chain, head.end().id(), sealing.lastId()));
        return new Beginning(
                start,
                added.map(id -> new Breach(id, null, "the entry was added later"))
                        .orElse(null));
    }

    private static @Nullable ChainPosition headOrNull(ChainHead head) {
        return head.end().seq() == 0 ? null : head.end();
    }

    private Optional<Breach> walk(long chain, ChainWalk walk, ChainPosition end) {
        Optional<Breach> breach = Optional.empty();
        while (breach.isEmpty() && walk.position().block() < end.block()) {
            long before = walk.position().block();
            breach = transactions.engine(tx -> step(tx, chain, walk, end));
            if (walk.position().block() == before) {
                break;
            }
        }
        return breach.or(() -> walk.arrive(end));
    }

    private Optional<Breach> step(Tx tx, long chain, ChainWalk walk, ChainPosition end) {
        List<SealedBlock> group = new ArrayList<>();
        int size = 0;
        for (var block : chains.blocks(tx, chain, walk.position().block(), BLOCKS_PER_STEP)) {
            if (block.block().number() > end.block() || size >= ENTRIES_PER_STEP) {
                break;
            }
            group.add(block);
            size += block.block().ids().size();
        }
        if (group.isEmpty()) {
            return Optional.empty();
        }
        var found = entries.entries(
                tx, chain, walk.position().id(), group.getLast().block().lastId());
        int from = 0;
        for (var sealed : group) {
            int to = from;
            while (to < found.size() && found.get(to).id() <= sealed.block().lastId()) {
                to++;
            }
            var breach = walk.pass(sealed.block(), found.subList(from, to));
            if (breach.isPresent()) {
                return breach;
            }
            from = to;
        }
        return Optional.empty();
    }

    /** Whether the beginning of the chain was retired while it was being read: then nothing was missing. */
    private boolean hasBegunLater(long chain, ChainHead before) {
        return transactions.engine(tx -> {
            var now = chains.heads(tx, List.of(chain)).get(chain);
            return now != null
                    && now.head().retired().block() > before.retired().block();
        });
    }
}
