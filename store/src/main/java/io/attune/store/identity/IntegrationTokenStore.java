package io.attune.store.identity;

import static io.attune.store.schema.Tables.INTEGRATION_TOKEN;

import io.attune.model.id.IdentityId;
import io.attune.model.id.TenantId;
import io.attune.model.identity.IntegrationToken;
import io.attune.store.Tx;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Tokens of service accounts (security.md §1.5). Only the engine, which lets them in, finds them by what was shown. */
@Singleton
public final class IntegrationTokenStore {
    private static final List<Field<?>> COLUMNS = List.of(
            INTEGRATION_TOKEN.ID,
            INTEGRATION_TOKEN.IDENTITY_ID,
            INTEGRATION_TOKEN.LABEL,
            INTEGRATION_TOKEN.DESCRIPTION,
            INTEGRATION_TOKEN.TOKEN_PREFIX,
            INTEGRATION_TOKEN.TOKEN_SUFFIX,
            INTEGRATION_TOKEN.CREATED_BY,
            INTEGRATION_TOKEN.EXPIRES_AT,
            INTEGRATION_TOKEN.LAST_USED_AT,
            INTEGRATION_TOKEN.LAST_USED_IP,
            INTEGRATION_TOKEN.REVOKED_AT,
            INTEGRATION_TOKEN.REVOKED_BY,
            INTEGRATION_TOKEN.REVOCATION_REASON,
            INTEGRATION_TOKEN.CREATED,
            INTEGRATION_TOKEN.UPDATED);

    /** What an insert needs; its text form does not show the hash. */
    public record NewIntegrationToken(
            TenantId tenant,
            IdentityId identity,
            String label,
            @Nullable String description,
            String hash,
            String prefix,
            String suffix,
            IdentityId createdBy,
            @Nullable Instant expiresAt) {
        @Override
        public String toString() {
            return "NewIntegrationToken[" + label + "]";
        }
    }

    public long insert(Tx tx, NewIntegrationToken token) {
        return tx.sql()
                .insertInto(INTEGRATION_TOKEN)
                .columns(
                        INTEGRATION_TOKEN.TENANT_ID,
                        INTEGRATION_TOKEN.IDENTITY_ID,
                        INTEGRATION_TOKEN.LABEL,
                        INTEGRATION_TOKEN.DESCRIPTION,
                        INTEGRATION_TOKEN.TOKEN_HASH,
                        INTEGRATION_TOKEN.TOKEN_PREFIX,
                        INTEGRATION_TOKEN.TOKEN_SUFFIX,
                        INTEGRATION_TOKEN.CREATED_BY,
                        INTEGRATION_TOKEN.EXPIRES_AT)
                .values(
                        token.tenant().value(),
                        token.identity().value(),
                        token.label(),
                        token.description(),
                        token.hash(),
                        token.prefix(),
                        token.suffix(),
                        token.createdBy().value(),
                        token.expiresAt())
                .returning(INTEGRATION_TOKEN.ID)
                .fetchSingle(INTEGRATION_TOKEN.ID);
    }

    /** Those of an identity, newest first. */
    public List<IntegrationToken> list(Tx tx, IdentityId identity) {
        return tx.sql()
                .select(COLUMNS)
                .from(INTEGRATION_TOKEN)
                .where(INTEGRATION_TOKEN.IDENTITY_ID.eq(identity.value()))
                .orderBy(INTEGRATION_TOKEN.ID.desc())
                .fetch(IntegrationTokenStore::token);
    }

    public Optional<IntegrationToken> find(Tx tx, IdentityId identity, long id) {
        return tx.sql()
                .select(COLUMNS)
                .from(INTEGRATION_TOKEN)
                .where(INTEGRATION_TOKEN.ID.eq(id))
                .and(INTEGRATION_TOKEN.IDENTITY_ID.eq(identity.value()))
                .fetchOptional(IntegrationTokenStore::token);
    }

    public Optional<IntegrationToken> findByHash(Tx tx, String hash) {
        return tx.sql()
                .select(COLUMNS)
                .from(INTEGRATION_TOKEN)
                .where(INTEGRATION_TOKEN.TOKEN_HASH.eq(hash))
                .fetchOptional(IntegrationTokenStore::token);
    }

    public Optional<IntegrationToken> find(Tx tx, long id) {
        return tx.sql()
                .select(COLUMNS)
                .from(INTEGRATION_TOKEN)
                .where(INTEGRATION_TOKEN.ID.eq(id))
                .fetchOptional(IntegrationTokenStore::token);
    }

    /** Notes that it was exchanged or refreshed. */
    public void used(Tx tx, long id, Instant now, @Nullable String address) {
        var _ = tx.sql()
                .update(INTEGRATION_TOKEN)
                .set(INTEGRATION_TOKEN.LAST_USED_AT, now)
                .set(INTEGRATION_TOKEN.LAST_USED_IP, address)
                .where(INTEGRATION_TOKEN.ID.eq(id))
                .execute();
    }

    /** Ends it and every session it began; one that is revoked already keeps its first reason. */
    public void revoke(Tx tx, long id, IdentityId by, @Nullable String reason, Instant now) {
        var _ = tx.sql()
                .update(INTEGRATION_TOKEN)
                .set(INTEGRATION_TOKEN.REVOKED_AT, now)
                .set(INTEGRATION_TOKEN.REVOKED_BY, by.value())
                .set(INTEGRATION_TOKEN.REVOCATION_REASON, reason)
                .set(INTEGRATION_TOKEN.UPDATED, now)
                .where(INTEGRATION_TOKEN.ID.eq(id))
                .and(INTEGRATION_TOKEN.REVOKED_AT.isNull())
                .execute();
    }

    /** Its sessions go with it. */
    public void delete(Tx tx, long id) {
        var _ = tx.sql()
                .deleteFrom(INTEGRATION_TOKEN)
                .where(INTEGRATION_TOKEN.ID.eq(id))
                .execute();
    }

    private static IntegrationToken token(Record row) {
        return new IntegrationToken(
                row.get(INTEGRATION_TOKEN.ID),
                new IdentityId(row.get(INTEGRATION_TOKEN.IDENTITY_ID)),
                Objects.requireNonNull(row.get(INTEGRATION_TOKEN.LABEL)),
                row.get(INTEGRATION_TOKEN.DESCRIPTION),
                Objects.requireNonNull(row.get(INTEGRATION_TOKEN.TOKEN_PREFIX)),
                Objects.requireNonNull(row.get(INTEGRATION_TOKEN.TOKEN_SUFFIX)),
                identity(row.get(INTEGRATION_TOKEN.CREATED_BY)),
                row.get(INTEGRATION_TOKEN.EXPIRES_AT),
                row.get(INTEGRATION_TOKEN.LAST_USED_AT),
                row.get(INTEGRATION_TOKEN.LAST_USED_IP),
                row.get(INTEGRATION_TOKEN.REVOKED_AT),
                identity(row.get(INTEGRATION_TOKEN.REVOKED_BY)),
                row.get(INTEGRATION_TOKEN.REVOCATION_REASON),
                row.get(INTEGRATION_TOKEN.CREATED),
                row.get(INTEGRATION_TOKEN.UPDATED));
    }

    private static @Nullable IdentityId identity(@Nullable Long id) {
        return id == null ? null : new IdentityId(id);
    }
}
