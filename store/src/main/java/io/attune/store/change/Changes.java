package io.attune.store.change;

import io.attune.store.Tx;
import java.util.Collection;
import java.util.List;

/** Announces changes in the transaction that makes them: they are sent when it commits, and never when it does not. */
public final class Changes {
    static final String CHANNEL = "attune_change";

    private Changes() {}

    public static void announce(Tx tx, Change change) {
        announce(tx, List.of(change));
    }

    public static void announce(Tx tx, Collection<? extends Change> changes) {
        tx.announce(
                CHANNEL,
                changes.stream().flatMap(change -> change.lines().stream()).toList());
    }
}
