package io.attune.store.enrolment;

import static io.attune.store.schema.Tables.WORKER_ENROLMENT_TOKEN;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.IdentityId;
import io.attune.store.Tx;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/** Platform-wide, so only reachable from engine transactions. */
@Singleton
public final class EnrolmentTokenStore {
    /** What a good token says about its worker. */
    public record Enrolment(long id, String label, JsonNode labels) {}

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

    /** The enrolment this hash stands for: used before, or for the first time now, before it expires. */
    public Optional<Enrolment> use(Tx tx, String tokenHash, Instant now) {
        var known = tx.sql()
                .select(
                        WORKER_ENROLMENT_TOKEN.ID,
                        WORKER_ENROLMENT_TOKEN.LABEL,
                        WORKER_ENROLMENT_TOKEN.LABELS,
                        WORKER_ENROLMENT_TOKEN.FIRST_USED_AT,
                        WORKER_ENROLMENT_TOKEN.EXPIRES_AT)
                .from(WORKER_ENROLMENT_TOKEN)
                .where(WORKER_ENROLMENT_TOKEN.TOKEN_HASH.eq(tokenHash))
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
        return Optional.of(new Enrolment(row.value1(), row.value2(), row.value3()));
    }
}
