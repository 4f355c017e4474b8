package io.attune.store.identity;

import static io.attune.store.schema.Tables.LOGIN_FAILURE;

import io.attune.engine.login.FailedAttempts;
import io.attune.store.Tx;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import org.jooq.impl.DSL;

/** What guessing at logins has earned so far, shared by all processes (SEC-2). Only reachable from engine transactions. */
@Singleton
public final class LoginFailureStore {
    /** The latest end of a wait of any of the subjects; the beginning of time when none has to wait. */
    public Instant blockedUntil(Tx tx, Collection<String> subjects) {
        return tx.sql()
                .select(DSL.max(LOGIN_FAILURE.BLOCKED_UNTIL))
                .from(LOGIN_FAILURE)
                .where(LOGIN_FAILURE.SUBJECT.in(subjects))
                .fetchOptional(row -> row.value1())
                .orElse(Instant.EPOCH);
    }

    /**
     * Adds a failure to each subject, one process after the other, and forgets what no longer matters.
     *
     * @param failures by subject; locked in their order, so that two callers never wait for each other
     */
    public void add(Tx tx, SortedMap<String, UnaryOperator<FailedAttempts>> failures, Instant now) {
        // Skip locked: who holds a row is about to change it, and two deleters would meet in no order.
        var old = DSL.select(LOGIN_FAILURE.SUBJECT)
                .from(LOGIN_FAILURE)
                .where(LOGIN_FAILURE.FORGET_AFTER.lt(now))
                .forUpdate()
                .skipLocked();
        var _ = tx.sql()
                .deleteFrom(LOGIN_FAILURE)
                .where(LOGIN_FAILURE.SUBJECT.in(old))
                .execute();
        failures.forEach((subject, failure) -> {
            var _ = tx.sql()
                    .insertInto(LOGIN_FAILURE)
                    .columns(
                            LOGIN_FAILURE.SUBJECT,
                            LOGIN_FAILURE.RECENT,
                            LOGIN_FAILURE.ROUNDS,
                            LOGIN_FAILURE.BLOCKED_UNTIL,
                            LOGIN_FAILURE.FORGET_AFTER)
                    .values(subject, stored(List.of()), 0, Instant.EPOCH, now)
                    .onConflictDoNothing()
                    .execute();
            var known = tx.sql()
                    .selectFrom(LOGIN_FAILURE)
                    .where(LOGIN_FAILURE.SUBJECT.eq(subject))
                    .forUpdate()
                    .fetchSingle(row -> new FailedAttempts(
                            read(row.get(LOGIN_FAILURE.RECENT)),
                            row.get(LOGIN_FAILURE.ROUNDS),
                            row.get(LOGIN_FAILURE.BLOCKED_UNTIL)));
            var changed = failure.apply(known);
            var _ = tx.sql()
                    .update(LOGIN_FAILURE)
                    .set(LOGIN_FAILURE.RECENT, stored(changed.recent()))
                    .set(LOGIN_FAILURE.ROUNDS, changed.rounds())
                    .set(LOGIN_FAILURE.BLOCKED_UNTIL, changed.blockedUntil())
                    .set(LOGIN_FAILURE.FORGET_AFTER, changed.forgottenAfter())
                    .where(LOGIN_FAILURE.SUBJECT.eq(subject))
                    .execute();
        });
    }

    public void forget(Tx tx, String subject) {
        var _ = tx.sql()
                .deleteFrom(LOGIN_FAILURE)
                .where(LOGIN_FAILURE.SUBJECT.eq(subject))
                .execute();
    }

    private static OffsetDateTime[] stored(List<Instant> instants) {
        return instants.stream()
                .map(instant -> instant.atOffset(ZoneOffset.UTC))
                .toArray(OffsetDateTime[]::new);
    }

    private static List<Instant> read(OffsetDateTime[] stored) {
        return Arrays.stream(stored).map(OffsetDateTime::toInstant).toList();
    }
}
