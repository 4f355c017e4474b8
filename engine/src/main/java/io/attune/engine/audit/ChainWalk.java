package io.attune.engine.audit;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Follows a chain from a position that is known to be good and compares it with the entries that are there. Used by one thread. */
public final class ChainWalk {
    private ChainPosition position;
    private long checked;

    public ChainWalk(ChainPosition start) {
        this.position = start;
    }

    /** How many entries were found as they were sealed. */
    public long checked() {
        return checked;
    }

    public ChainPosition position() {
        return position;
    }

    /**
     * Checks the next block; nothing when it is whole. After a breach the walk is over.
     *
     * @param found the entries that are there now with ids after {@link #position()} up to the block's last one, ascending
     */
    public Optional<Breach> pass(Block block, List<Entry> found) {
        if (block.number() != position.block() + 1) {
            return breach(null, position.seq() + 1, "a sealed part of the log is missing here");
        }
        if (!position.leadsTo(block)) {
            return breach(null, position.seq() + 1, "what was sealed here was changed");
        }
        int next = 0;
        for (int i = 0; i < block.ids().size(); i++) {
            long id = block.ids().get(i);
            long seq = block.firstSeq() + i;
            if (next < found.size() && found.get(next).id() < id) {
                return breach(found.get(next).id(), null, "the entry was added later");
            }
            if (next == found.size() || found.get(next).id() != id) {
                return breach(id, seq, "the entry is missing");
            }
            if (!Hash.of(found.get(next).text()).equals(block.digests().get(i))) {
                return breach(id, seq, "the entry was changed");
            }
            next++;
            checked++;
        }
        position = block.end();
        return Optional.empty();
    }

    /** Whether the walk arrived where the chain ends. */
    public Optional<Breach> arrive(ChainPosition head) {
        if (position.equals(head)) {
            return Optional.empty();
        }
        return breach(
                null,
                Math.min(position.seq(), head.seq()) + 1,
                position.seq() < head.seq()
                        ? "the end of the chain is missing"
                        : "the chain does not end where its seal says");
    }

    private static Optional<Breach> breach(@Nullable Long id, @Nullable Long seq, String reason) {
        return Optional.of(new Breach(id, seq, reason));
    }
}
