package io.attune.server.audit;

import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.audit.ChainEntries;
import io.attune.store.audit.ChainEntries.Unsealed;
import io.attune.store.audit.ChainEntries.Watermark;
import io.attune.store.audit.ChainHead;
import io.attune.store.audit.ChainStore;
import io.attune.store.audit.ChainStore.SealedBlock;
import io.attune.store.audit.ChainStore.StoredHead;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts entries of the audit log into their chains, after they were committed (docs/adr/0008): writers never wait for a chain. Any number
 * of nodes may try; one at a time does it. Used by one thread.
 */
final class Sealer {
    private static final Logger log = LoggerFactory.getLogger(Sealer.class);

    private static final int BATCH = 4_096;

    private final Transactions transactions;
    private final ChainEntries entries;
    private final ChainStore chains;

    /** Drawn in an earlier round and not used up. */
    private @Nullable Watermark watermark;

    /** Chains whose end does not carry its seal, as far as reported. */
    private final Set<Long> reported = new HashSet<>();

    Sealer(Transactions transactions, ChainEntries entries, ChainStore chains) {
        this.transactions = transactions;
        this.entries = entries;
        this.chains = chains;
    }

    /**
     * Seals what is known to be complete.
     *
     * @return whether there is more to seal right now
     */
    boolean seal() {
        return transactions.engine(tx -> chains.tryLock(tx) && sealUpToWatermark(tx));
    }

    private boolean sealUpToWatermark(Tx tx) {
        var sealing = chains.sealing(tx);
        if (!sealing.intact()) {
            report(-1, "the state of the audit chains does not carry its seal: nothing is sealed any more");
            return false;
        }
        if (entries.highestId(tx) == sealing.lastId()) {
            return false;
        }
        var line = watermark;
        if (line == null || line.id() <= sealing.lastId()) {
            line = entries.watermark(tx);
            watermark = line;
        }
        if (!entries.hasSettled(tx, line)) {
            return false;
        }
        var batch = entries.unsealed(tx, sealing.lastId(), line.id(), BATCH);
        boolean more = batch.size() == BATCH;
        long count = sealAll(tx, batch);
        chains.saveSealing(tx, more ? batch.getLast().entry().id() : line.id(), sealing.entries() + count);
        return more;
    }

    /** @return how many were sealed: those of chains whose end carries its seal */
    private long sealAll(Tx tx, List<Unsealed> batch) {
        Map<Long, List<Unsealed>> byChain = new LinkedHashMap<>();
        batch.forEach(entry ->
                byChain.computeIfAbsent(entry.chain(), _ -> new ArrayList<>()).add(entry));
        var stored = chains.heads(tx, byChain.keySet());
        List<SealedBlock> blocks = new ArrayList<>();
        List<ChainHead> heads = new ArrayList<>();
        long count = 0;
        for (var part : byChain.entrySet()) {
            long chain = part.getKey();
            var head = stored.getOrDefault(chain, new StoredHead(ChainHead.empty(chain), true));
            if (!head.intact()) {
                // Sealing on top would lend a forged end our seal.
                report(chain, "the end of an audit chain does not carry its seal: its entries are not sealed any more");
                continue;
            }
            var block = head.head()
                    .end()
                    .seal(part.getValue().stream().map(Unsealed::entry).toList());
            blocks.add(new SealedBlock(chain, block, newest(part.getValue())));
            heads.add(head.head().endingAt(block.end()));
            count += block.ids().size();
        }
        chains.insertBlocks(tx, blocks);
        chains.saveHeads(tx, heads);
        return count;
    }

    private static Instant newest(List<Unsealed> entries) {
        return entries.stream().map(Unsealed::created).max(Instant::compareTo).orElseThrow();
    }

    private void report(long chain, String what) {
        if (reported.add(chain)) {
            log.atError().addKeyValue("chain", chain).log(what);
        }
    }
}
