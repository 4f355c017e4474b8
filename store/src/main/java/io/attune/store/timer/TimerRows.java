package io.attune.store.timer;

import io.attune.engine.schedule.TimerKind;
import io.attune.engine.schedule.TimerState;
import io.attune.engine.schedule.TimerStatus;
import io.attune.store.component.Columns;
import io.attune.store.json.JsonNodeBinding;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Reads rows of {@code timer}. */
final class TimerRows {
    /** In the order in which {@link #read} takes them. */
    static final String COLUMNS =
            "timer.trigger_ref, timer.parameters, timer.status, timer.started_at, timer.next_fire_at, timer.last_fired_at, "
                    + "timer.fired, timer.missed, timer.problem";

    private TimerRows() {}

    /** @param first the number of the first of {@link #COLUMNS} */
    static StoredTimer read(ResultSet row, int first) throws SQLException {
        var triggerRef = row.getString(first);
        return new StoredTimer(
                TimerKind.ofTrigger(triggerRef)
                        .orElseThrow(() -> new IllegalStateException("a timer of the trigger " + triggerRef)),
                JsonNodeBinding.tree(row.getString(first + 1)),
                new TimerState(
                        Columns.word(TimerStatus.class, row.getString(first + 2)),
                        row.getObject(first + 3, OffsetDateTime.class).toInstant(),
                        instant(row, first + 4),
                        instant(row, first + 5),
                        row.getLong(first + 6),
                        row.getLong(first + 7),
                        row.getString(first + 8)));
    }

    static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
