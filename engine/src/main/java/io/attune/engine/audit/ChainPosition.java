package io.attune.engine.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * A place between two entries of a chain.
 *
 * @param block number of the last block before it
 * @param seq of the last entry before it
 * @param id of that entry
 * @param hash the chain's hash there: {@code SHA-256(hash before, SHA-256(entry))}, entry by entry
 */
public record ChainPosition(long block, long seq, long id, Hash hash) {
    public static final ChainPosition START = new ChainPosition(0, 0, 0, Hash.NONE);

    /**
     * Seals what follows.
     *
     * @param entries at least one, ascending by id, all after this position
     */
    public Block seal(List<Entry> entries) {
        List<Long> ids = new ArrayList<>(entries.size());
        List<Hash> digests = new ArrayList<>(entries.size());
        var end = hash;
        long last = id;
        for (var entry : entries) {
            if (entry.id() <= last) {
                throw new IllegalArgumentException("entry " + entry.id() + " is not after " + last);
            }
            last = entry.id();
            var digest = Hash.of(entry.text());
            ids.add(last);
            digests.add(digest);
            end = end.link(digest);
        }
        return new Block(block + 1, seq + 1, ids, digests, end);
    }

    /** Whether the block continues the chain from here with the hash it claims. */
    boolean leadsTo(Block next) {
        var end = hash;
        for (var digest : next.digests()) {
            end = end.link(digest);
        }
        return next.firstSeq() == seq + 1 && next.ids().getFirst() > id && end.equals(next.hash());
    }
}
