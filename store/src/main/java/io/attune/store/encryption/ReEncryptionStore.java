package io.attune.store.encryption;

import io.attune.model.tenant.Owner;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import io.attune.store.encryption.SealedColumn.Found;
import io.attune.store.encryption.SealedColumn.Fresh;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Seals stored values anew under the current keys of their owners, a batch at a time. Nobody is kept from reading or writing them. */
public final class ReEncryptionStore {
    private final SecretBox box;

    public ReEncryptionStore(SecretBox box) {
        this.box = box;
    }

    /** Where a walk through a column stands; {@code done} when nothing follows. */
    public record Cursor(long id, String part, boolean done) {
        public static final Cursor START = new Cursor(Long.MIN_VALUE, "", false);
    }

    /**
     * A step of the walk.
     *
     * @param unreadable places whose values do not open; they stay as they are
     */
    public record Step(Cursor next, int sealedAnew, List<String> unreadable) {}

    /** How far the re-encryption is. */
    public record Progress(
            @Nullable Instant started, @Nullable Instant finished, long reEncrypted) {
        public boolean isRunning() {
            return started != null && finished == null;
        }
    }

    /**
     * What is left to be sealed anew.
     *
     * @param olderForm those of them that master keys open directly
     */
    public record Outdated(long values, long olderForm) {}

    /** Looks at the next {@code limit} values after the cursor. Repeating it is harmless. */
    public Step step(Tx tx, SealedColumn column, Cursor from, int limit) {
        var found = HotSql.query(
                tx,
                column.walk(),
                (_, statement) -> {
                    statement.setLong(1, from.id());
                    statement.setString(2, from.part());
                    statement.setInt(3, limit);
                },
                row -> new Found(
                        row.getLong(1),
                        row.getString(2),
                        Owner.ofTenantId(row.getObject(3, Long.class)),
                        row.getString(4)));
        List<Fresh> fresh = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (var value : found) {
            if (box.isUpToDate(value.owner(), value.sealed())) {
                continue;
            }
            var place = column.place().of(value.id(), value.part());
            try {
                var clear = box.open(value.owner(), value.sealed(), place);
                fresh.add(new Fresh(value.id(), value.part(), value.sealed(), box.seal(value.owner(), clear, place)));
            } catch (SealedValueException e) {
                unreadable.add(place);
            }
        }
        int replaced = fresh.isEmpty() ? 0 : replace(tx, column, fresh);
        return new Step(
                found.size() < limit
                        ? new Cursor(from.id(), from.part(), true)
                        : new Cursor(found.getLast().id(), found.getLast().part(), false),
                replaced,
                unreadable);
    }

    // A value that was changed meanwhile is sealed under the current key already, or found by the next walk.
    private static int replace(Tx tx, SealedColumn column, List<Fresh> fresh) {
        return HotSql.update(tx, column.replacement(), (connection, statement) -> {
            statement.setArray(1, HotSql.bigints(connection, fresh, Fresh::id));
            statement.setArray(2, HotSql.texts(connection, fresh, Fresh::part));
            statement.setArray(3, HotSql.texts(connection, fresh, Fresh::found));
            statement.setArray(4, HotSql.texts(connection, fresh, Fresh::sealed));
        });
    }

    /** Reads the whole tables. */
    public Outdated outdated(Tx tx, List<SealedColumn> columns) {
        long values = 0;
        long olderForm = 0;
        for (var column : columns) {
            var row = tx.sql().fetchSingle(column.count());
            values += row.get(0, Long.class);
            olderForm += row.get(1, Long.class);
        }
        return new Outdated(values, olderForm);
    }

    public void start(Tx tx) {
        tx.sql().execute("""
                update encryption_state
                set re_encryption_started = now(),
                    re_encryption_finished = null,
                    re_encrypted = 0
                """);
    }

    public void advance(Tx tx, int sealedAnew) {
        tx.sql().execute("update encryption_state set re_encrypted = re_encrypted + ?", sealedAnew);
    }

    /** @param started of the re-encryption that has ended: one that began meanwhile goes on */
    public void finish(Tx tx, Instant started) {
        tx.sql()
                .execute(
                        "update encryption_state set re_encryption_finished = now() where re_encryption_started = ?::timestamptz",
                        started.toString());
    }

    public Progress progress(Tx tx) {
        var row = tx.sql()
                .fetchSingle(
                        "select re_encryption_started, re_encryption_finished, re_encrypted from encryption_state");
        return new Progress(
                instant(row.get(0, OffsetDateTime.class)),
                instant(row.get(1, OffsetDateTime.class)),
                row.get(2, Long.class));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
