package io.attune.engine.audit;

import java.util.List;

/**
 * The entries of a chain that were sealed together, without their content.
 *
 * @param number from 1, without gaps
 * @param firstSeq place of the first entry in the chain
 * @param ids ascending; the block speaks for every id after the last one of the block before it, up to its own last one
 * @param digests one for each entry
 * @param hash the chain's hash after the last entry
 */
public record Block(long number, long firstSeq, List<Long> ids, List<Hash> digests, Hash hash) {
    public Block {
        ids = List.copyOf(ids);
        digests = List.copyOf(digests);
        if (ids.isEmpty() || ids.size() != digests.size()) {
            throw new IllegalArgumentException("a block has as many digests as ids, and at least one");
        }
    }

    public long lastId() {
        return ids.getLast();
    }

    public long lastSeq() {
        return firstSeq + ids.size() - 1;
    }

    /** Where the chain stands after this block. */
    public ChainPosition end() {
        return new ChainPosition(number, lastSeq(), lastId(), hash);
    }
}
