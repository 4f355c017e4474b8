package io.attune.store.identity;

import static io.attune.store.schema.Tables.IDENTITY;
import static io.attune.store.schema.Tables.REFRESH_TOKEN;

import io.attune.model.id.IdentityId;
import io.attune.store.Tx;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jooq.impl.DSL;

/**
 * Refresh tokens in families (SEC-3): each login starts one, each refresh uses a member up and adds the next. Using one twice means that
 * somebody has a copy, and ends the family.
 */
@Singleton
public final class RefreshTokenStore {
    /** What happened to a token that was presented. */
    public enum Use {
        /** It was good and is used up now. */
        USED,
        /** Somebody had used it before: the family is revoked now. */
        REUSED,
        /** Unknown, expired or revoked. */
        REFUSED
    }

    /** @param family of the login it stems from */
    public void insert(Tx tx, UUID id, IdentityId identity, UUID family, Instant expiresAt) {
        var _ = tx.sql()
                .insertInto(REFRESH_TOKEN)
                .columns(
                        REFRESH_TOKEN.ID,
                        REFRESH_TOKEN.TENANT_ID,
                        REFRESH_TOKEN.IDENTITY_ID,
                        REFRESH_TOKEN.FAMILY,
                        REFRESH_TOKEN.EXPIRES_AT)
                .select(DSL.select(DSL.val(id), IDENTITY.TENANT_ID, IDENTITY.ID, DSL.val(family), DSL.val(expiresAt))
                        .from(IDENTITY)
                        .where(IDENTITY.ID.eq(identity.value())))
                .execute();
    }

    /** Uses a token up. Two racing callers get {@link Use#USED} and {@link Use#REUSED}. */
    public Use use(Tx tx, UUID id, Instant now) {
        int used = tx.sql()
                .update(REFRESH_TOKEN)
                .set(REFRESH_TOKEN.USED_AT, now)
                .where(REFRESH_TOKEN.ID.eq(id))
                .and(REFRESH_TOKEN.USED_AT.isNull())
                .and(REFRESH_TOKEN.REVOKED_AT.isNull())
                .and(REFRESH_TOKEN.EXPIRES_AT.gt(now))
                .execute();
        if (used == 1) {
            return Use.USED;
        }
        var reused = tx.sql()
                .select(REFRESH_TOKEN.FAMILY)
                .from(REFRESH_TOKEN)
                .where(REFRESH_TOKEN.ID.eq(id))
                .and(REFRESH_TOKEN.USED_AT.isNotNull())
                .fetchOptional(REFRESH_TOKEN.FAMILY);
        reused.ifPresent(family -> revokeFamily(tx, family, now));
        return reused.isPresent() ? Use.REUSED : Use.REFUSED;
    }

    public Optional<UUID> family(Tx tx, UUID id) {
        return tx.sql()
                .select(REFRESH_TOKEN.FAMILY)
                .from(REFRESH_TOKEN)
                .where(REFRESH_TOKEN.ID.eq(id))
                .fetchOptional(REFRESH_TOKEN.FAMILY);
    }

    public void revokeFamily(Tx tx, UUID family, Instant now) {
        var _ = tx.sql()
                .update(REFRESH_TOKEN)
                .set(REFRESH_TOKEN.REVOKED_AT, now)
                .where(REFRESH_TOKEN.FAMILY.eq(family))
                .and(REFRESH_TOKEN.REVOKED_AT.isNull())
                .execute();
    }

    public void revokeAll(Tx tx, IdentityId identity, Instant now) {
        var _ = tx.sql()
                .update(REFRESH_TOKEN)
                .set(REFRESH_TOKEN.REVOKED_AT, now)
                .where(REFRESH_TOKEN.IDENTITY_ID.eq(identity.value()))
                .and(REFRESH_TOKEN.REVOKED_AT.isNull())
                .execute();
    }

    /** Whether the session of this family was ended. */
    public boolean isRevoked(Tx tx, UUID family) {
        return tx.sql()
                .fetchExists(REFRESH_TOKEN, REFRESH_TOKEN.FAMILY.eq(family).and(REFRESH_TOKEN.REVOKED_AT.isNotNull()));
    }
}
