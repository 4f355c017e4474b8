package io.attune.store.enrolment;

import static io.attune.store.schema.Tables.WORKER;
import static io.attune.store.schema.Tables.WORKER_ENROLMENT_TOKEN;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.IdentityId;
import io.attune.model.id.WorkerId;
import io.attune.store.Tx;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Platform-wide, so only reachable from engine transactions. */
@Singleton
public final class EnrolmentTokenStore {
    private static final List<Field<?>> COLUMNS = List.of(
            WORKER_ENROLMENT_TOKEN.ID,
            WORKER_ENROLMENT_TOKEN.LABEL,
            WORKER_ENROLMENT_TOKEN.LABELS,
            WORKER_ENROLMENT_TOKEN.WORKER_NAME,
            WORKER_ENROLMENT_TOKEN.CREATED_BY,
            WORKER_ENROLMENT_TOKEN.EXPIRES_AT,
            WORKER_ENROLMENT_TOKEN.FIRST_USED_AT,
            WORKER_ENROLMENT_TOKEN.REVOKED_AT,
            WORKER_ENROLMENT_TOKEN.REVOKED_BY,
            WORKER_ENROLMENT_TOKEN.REVOCATION_REASON,
            WORKER_ENROLMENT_TOKEN.CREATED);

    /**
     * What a good token says about its worker.
     *
     * @param worker null before it has registered
     */
    public record Enrolment(
            long id,
            String label,
            JsonNode labels,
            @Nullable WorkerId worker) {}

    /** @param tokenHash SHA-256 of the token, base64url */
    public long insert(
            Tx tx, String tokenHash, String label, JsonNode labels, IdentityId createdBy, Instant expiresAt) {
        return tx.sql()
                .insertInto(WORKER_ENROLMENT_TOKEN)
                .columns(
                        WORKER_ENROLMENT_TOKEN.TOKEN_HASH,
                        WORKER_ENROLMENT_TOKEN.LABEL,
                        WORKER_ENROLMENT_TOKEN.LABELS,
                        WORKER_ENROLMENT_TOKEN.CREATED_BY,
                        WORKER_ENROLMENT_TOKEN.EXPIRES_AT)
                .values(tokenHash, label, labels, createdBy.value(), expiresAt)
                .returning(WORKER_ENROLMENT_TOKEN.ID)
                .fetchSingle(WORKER_ENROLMENT_TOKEN.ID);
    }

    /** The enrolment this hash stands for: used before, or for the first time now, before it expires; never one that is revoked. */
    public Optional<Enrolment> use(Tx tx, String tokenHash, Instant now) {
        var known = tx.sql()
                .select(
                        WORKER_ENROLMENT_TOKEN.ID,
                        WORKER_ENROLMENT_TOKEN.LABEL,
                        WORKER_ENROLMENT_TOKEN.LABELS,
                        WORKER_ENROLMENT_TOKEN.FIRST_USED_AT,
                        WORKER_ENROLMENT_TOKEN.EXPIRES_AT,
                        WORKER.ID)
                .from(WORKER_ENROLMENT_TOKEN)
                .leftJoin(WORKER)
                .on(WORKER.NAME.eq(WORKER_ENROLMENT_TOKEN.WORKER_NAME))
                .where(WORKER_ENROLMENT_TOKEN.TOKEN_HASH.eq(tokenHash))
                .and(WORKER_ENROLMENT_TOKEN.REVOKED_AT.isNull())
                .fetchOptional();
        if (known.isEmpty()) {
            return Optional.empty();
        }
        var row = known.get();
        if (row.value4() == null) {
            if (!row.value5().isAfter(now)) {
                return Optional.empty();
            }
            var _ = tx.sql()
                    .update(WORKER_ENROLMENT_TOKEN)
                    .set(WORKER_ENROLMENT_TOKEN.FIRST_USED_AT, now)
                    .where(WORKER_ENROLMENT_TOKEN.ID.eq(row.value1()))
                    .execute();
        }
        Long worker = row.value6();
        return Optional.of(
                new Enrolment(row.value1(), row.value2(), row.value3(), worker == null ? null : new WorkerId(worker)));
    }

    /**
     * Makes the token that of a worker, if it is of none yet. The caller's transaction holds the row of the worker, so that of two tokens for
     * one name the second finds the first.
     *
     * @return whether it is that worker's now: not when it is of another one or revoked, nor when another good token is that worker's
     */
    public boolean bind(Tx tx, long id, String workerName) {
        var other = WORKER_ENROLMENT_TOKEN.as("other");
        return tx.sql()
                        .update(WORKER_ENROLMENT_TOKEN)
                        .set(WORKER_ENROLMENT_TOKEN.WORKER_NAME, workerName)
                        .where(WORKER_ENROLMENT_TOKEN.ID.eq(id))
                        .and(WORKER_ENROLMENT_TOKEN.REVOKED_AT.isNull())
                        .and(WORKER_ENROLMENT_TOKEN
                                .WORKER_NAME
                                .isNull()
                                .or(WORKER_ENROLMENT_TOKEN.WORKER_NAME.eq(workerName)))
                        .andNotExists(DSL.selectOne()
                                .from(other)
                                .where(other.WORKER_NAME.eq(workerName))
                                .and(other.REVOKED_AT.isNull())
                                .and(other.ID.ne(id)))
                        .execute()
                == 1;
    }

    /** Newest first. */
    public List<EnrolmentToken> list(Tx tx) {
        return tx.sql()
                .select(COLUMNS)
                .from(WORKER_ENROLMENT_TOKEN)
                .orderBy(WORKER_ENROLMENT_TOKEN.ID.desc())
                .fetch(EnrolmentTokenStore::token);
    }

    public Optional<EnrolmentToken> find(Tx tx, long id) {
        return tx.sql()
                .select(COLUMNS)
                .from(WORKER_ENROLMENT_TOKEN)
                .where(WORKER_ENROLMENT_TOKEN.ID.eq(id))
                .fetchOptional(EnrolmentTokenStore::token);
    }

    /** Ends it. @return whether it was good until now; one that is revoked already keeps its first reason */
    public boolean revoke(Tx tx, long id, IdentityId by, @Nullable String reason, Instant now) {
        return tx.sql()
                        .update(WORKER_ENROLMENT_TOKEN)
                        .set(WORKER_ENROLMENT_TOKEN.REVOKED_AT, now)
                        .set(WORKER_ENROLMENT_TOKEN.REVOKED_BY, by.value())
                        .set(WORKER_ENROLMENT_TOKEN.REVOCATION_REASON, reason)
                        .where(WORKER_ENROLMENT_TOKEN.ID.eq(id))
                        .and(WORKER_ENROLMENT_TOKEN.REVOKED_AT.isNull())
                        .execute()
                == 1;
    }

    private static EnrolmentToken token(Record row) {
        return new EnrolmentToken(
                row.get(WORKER_ENROLMENT_TOKEN.ID),
                Objects.requireNonNull(row.get(WORKER_ENROLMENT_TOKEN.LABEL)),
                Objects.requireNonNull(row.get(WORKER_ENROLMENT_TOKEN.LABELS)),
                row.get(WORKER_ENROLMENT_TOKEN.WORKER_NAME),
                row.get(WORKER_ENROLMENT_TOKEN.CREATED_BY),
                Objects.requireNonNull(row.get(WORKER_ENROLMENT_TOKEN.EXPIRES_AT)),
                row.get(WORKER_ENROLMENT_TOKEN.FIRST_USED_AT),
                row.get(WORKER_ENROLMENT_TOKEN.REVOKED_AT),
                row.get(WORKER_ENROLMENT_TOKEN.REVOKED_BY),
                row.get(WORKER_ENROLMENT_TOKEN.REVOCATION_REASON),
                Objects.requireNonNull(row.get(WORKER_ENROLMENT_TOKEN.CREATED)));
    }
}
