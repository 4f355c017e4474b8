package io.attune.store.change;

import io.attune.store.DatabaseUnavailableException;
import io.attune.store.Tx;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** Announces changes in the transaction that makes them: they are sent when it commits, and never when it does not. */
public final class Changes {
    static final String CHANNEL = "attune_change";

    private Changes() {}

    public static void announce(Tx tx, Change change) {
        announce(tx, List.of(change));
    }

    /** All in one statement. */
    public static void announce(Tx tx, Collection<? extends Change> changes) {
        var lines = changes.stream().flatMap(change -> change.lines().stream()).toList();
        if (lines.isEmpty()) {
            return;
        }
        try (var notify =
                tx.connection().prepareStatement("select pg_notify('" + CHANNEL + "', line) from unnest(?) as line")) {
            notify.setArray(1, tx.connection().createArrayOf("text", lines.toArray()));
            notify.execute();
        } catch (SQLException e) {
            throw new DatabaseUnavailableException("cannot announce a change", e);
        }
    }
}
