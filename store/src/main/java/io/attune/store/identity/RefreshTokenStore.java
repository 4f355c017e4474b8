package io.attune.store.identity;

import static io.attune.store.schema.Tables.REFRESH_TOKEN;

import io.attune.model.id.IdentityId;
import io.attune.model.id.TenantId;
import io.attune.model.identity.Identity;
import io.attune.store.Tx;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Refresh tokens in families (SEC-3): each login starts one, each refresh uses a member up and adds the next. Using one twice means that
 * somebody has a copy, and ends the family.
 */
@Singleton
public final class RefreshTokenStore {
    /** How long a token is remembered after its end, so that using it late is still known for what it is. */
    private static final Duration KEPT = Duration.ofDays(1);

    /** What happened to a token that was presented. */
    public enum Use {
        /** It was good and is used up now. */
        USED,
        /** Somebody had used it before: the family is revoked now. */
        REUSED,
        /** Unknown, expired or revoked. */
        REFUSED
    }

    /**
     * A session: the family of refresh tokens of one login.
     *
     * @param integrationToken whose exchange began it; null for one begun by a person
     */
    public record Family(UUID id, @Nullable Long integrationToken) {}

    /** Adds a token to a session, and forgets those of the identity that are long over. */
    public void insert(Tx tx, UUID id, Identity identity, Family family, Instant now, Instant expiresAt) {
        var _ = tx.sql()
                .deleteFrom(REFRESH_TOKEN)
                .where(REFRESH_TOKEN.IDENTITY_ID.eq(identity.id().value()))
                .and(REFRESH_TOKEN.EXPIRES_AT.lt(now.minus(KEPT)))
                .execute();
        var _ = tx.sql()
                .insertInto(REFRESH_TOKEN)
                .columns(
                        REFRESH_TOKEN.ID,
                        REFRESH_TOKEN.TENANT_ID,
                        REFRESH_TOKEN.IDENTITY_ID,
                        REFRESH_TOKEN.FAMILY,
                        REFRESH_TOKEN.INTEGRATION_TOKEN_ID,
                        REFRESH_TOKEN.EXPIRES_AT)
                .values(
                        id,
                        identity.tenant().value(),
                        identity.id().value(),
                        family.id(),
                        family.integrationToken(),
                        expiresAt)
                .execute();
    }

    /** Uses a token up. Two racing callers get {@link Use#USED} and {@link Use#REUSED}. */
    public Use use(Tx tx, UUID id, Instant now) {
        var sibling = REFRESH_TOKEN.as("sibling");
        int used = tx.sql()
                .update(REFRESH_TOKEN)
                .set(REFRESH_TOKEN.USED_AT, now)
                .where(REFRESH_TOKEN.ID.eq(id))
                .and(REFRESH_TOKEN.USED_AT.isNull())
                .and(REFRESH_TOKEN.REVOKED_AT.isNull())
                .and(REFRESH_TOKEN.EXPIRES_AT.gt(now))
                // A token added while its session was being ended is no way back into it.
                .and(DSL.notExists(DSL.selectOne()
                        .from(sibling)
                        .where(sibling.FAMILY.eq(REFRESH_TOKEN.FAMILY))
                        .and(sibling.REVOKED_AT.isNotNull())))
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

    /** @return whether the session had not ended before */
    public boolean revokeFamily(Tx tx, UUID family, Instant now) {
        return tx.sql()
                        .update(REFRESH_TOKEN)
                        .set(REFRESH_TOKEN.REVOKED_AT, now)
                        .where(REFRESH_TOKEN.FAMILY.eq(family))
                        .and(REFRESH_TOKEN.REVOKED_AT.isNull())
                        .execute()
                > 0;
    }

    public void revokeAll(Tx tx, IdentityId identity, Instant now) {
        var _ = tx.sql()
                .update(REFRESH_TOKEN)
                .set(REFRESH_TOKEN.REVOKED_AT, now)
                .where(REFRESH_TOKEN.IDENTITY_ID.eq(identity.value()))
                .and(REFRESH_TOKEN.REVOKED_AT.isNull())
                .execute();
    }

    /** Ends every session of a tenant. */
    public void revokeAll(Tx tx, TenantId tenant, Instant now) {
        var _ = tx.sql()
                .update(REFRESH_TOKEN)
                .set(REFRESH_TOKEN.REVOKED_AT, now)
                .where(REFRESH_TOKEN.TENANT_ID.eq(tenant.value()))
                .and(REFRESH_TOKEN.REVOKED_AT.isNull())
                .execute();
    }
}
