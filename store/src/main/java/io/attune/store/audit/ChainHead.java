package io.attune.store.audit;

import io.attune.engine.audit.ChainPosition;

/**
 * Where a chain ends.
 *
 * @param chain id of the tenant, or {@link #OF_NO_TENANT}
 * @param end after the last sealed entry
 * @param retired from where on the entries are still there
 */
public record ChainHead(long chain, ChainPosition end, ChainPosition retired) {
    /** The chain of the entries without tenant. */
    public static final long OF_NO_TENANT = 0;

    public static ChainHead empty(long chain) {
        return new ChainHead(chain, ChainPosition.START, ChainPosition.START);
    }

    public ChainHead endingAt(ChainPosition position) {
        return new ChainHead(chain, position, retired);
    }

    ChainHead retiredUpTo(ChainPosition position) {
        return new ChainHead(chain, end, position);
    }

    /** What the seal of the head speaks of. */
    String sealed() {
        return "chain " + chain + " end " + text(end) + " retired " + text(retired);
    }

    private static String text(ChainPosition position) {
        return position.block() + " " + position.seq() + " " + position.id() + " " + position.hash();
    }
}
