package io.attune.store.identity;

import static io.attune.store.schema.Tables.IDENTITY;
import static io.attune.store.schema.Tables.IDENTITY_ROLE;
import static io.attune.store.schema.Tables.TENANT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.attune.model.id.IdentityId;
import io.attune.model.id.TenantId;
import io.attune.model.identity.Identity;
import io.attune.store.TenantScope;
import io.attune.store.Tx;
import io.attune.store.Visibility;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectOnConditionStep;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Identities. What administers them names its scope: operators reach every tenant, the others their own (design.md D16). What lets people in
 * reads any of them, as the engine.
 */
@Singleton
public final class IdentityStore {
    /** The platform itself (security.md §1.4): the first row, never able to log in. */
    public static final IdentityId SYSTEM = new IdentityId(1);

    /** All that is told of an identity, with its tenant; never the hash of its password. */
    static final List<Field<?>> COLUMNS = List.of(
            IDENTITY.ID,
            IDENTITY.TENANT_ID,
            TENANT.REF,
            TENANT.FROZEN,
            IDENTITY.LOGIN,
            IDENTITY.DISPLAY_NAME,
            IDENTITY.HAS_PASSWORD,
            IDENTITY.ATTRIBUTES,
            IDENTITY.FROZEN,
            IDENTITY.OPERATOR,
            IDENTITY.TOKENS_VALID_FROM,
            IDENTITY.CREATED,
            IDENTITY.UPDATED);

    public Optional<Identity> find(Tx tx, IdentityId id) {
        return select(tx).where(IDENTITY.ID.eq(id.value())).fetchOptional(IdentityStore::identity);
    }

    public Optional<Identity> findByLogin(Tx tx, String login) {
        return select(tx).where(IDENTITY.LOGIN.eq(login)).fetchOptional(IdentityStore::identity);
    }

    public Optional<Identity> find(Tx tx, TenantScope scope, IdentityId id) {
        return select(tx).where(IDENTITY.ID.eq(id.value()), within(scope)).fetchOptional(IdentityStore::identity);
    }

    public Optional<Identity> findByLogin(Tx tx, TenantScope scope, String login) {
        return select(tx).where(IDENTITY.LOGIN.eq(login), within(scope)).fetchOptional(IdentityStore::identity);
    }

    /** By login. */
    public List<Identity> list(Tx tx, TenantScope scope, long offset, int limit) {
        return select(tx)
                .where(within(scope))
                .orderBy(IDENTITY.LOGIN)
                .offset(offset)
                .limit(limit)
                .fetch(IdentityStore::identity);
    }

    public long count(Tx tx, TenantScope scope) {
        return tx.sql().fetchCount(IDENTITY, within(scope));
    }

    /** Whether somebody other than the platform exists. */
    public boolean anybodyExists(Tx tx) {
        return tx.sql().fetchExists(IDENTITY, IDENTITY.ID.ne(SYSTEM.value()));
    }

    /** The tenants of those who run the platform. */
    public List<TenantId> operatorTenants(Tx tx) {
        return tx.sql()
                .selectDistinct(IDENTITY.TENANT_ID)
                .from(IDENTITY)
                .where(IDENTITY.OPERATOR.isTrue(), IDENTITY.ID.ne(SYSTEM.value()))
                .orderBy(IDENTITY.TENANT_ID)
                .fetch(row -> new TenantId(row.value1()));
    }

    /** Lets one transaction at a time make the first identity, over all processes on this database. */
    public void lockBootstrap(Tx tx) {
        var _ = tx.sql().fetch("select pg_advisory_xact_lock(hashtext('attune bootstrap'))");
    }

    /** The stored hash; empty when the identity cannot log in by password. */
    public Optional<String> passwordHash(Tx tx, IdentityId id) {
        return tx.sql()
                .select(IDENTITY.PASSWORD_HASH)
                .from(IDENTITY)
                .where(IDENTITY.ID.eq(id.value()))
                .fetchOptional(IDENTITY.PASSWORD_HASH);
    }

    /** As {@link #passwordHash}; nobody changes it, or the rest of the identity, before the transaction ends. */
    public Optional<String> lockPasswordHash(Tx tx, IdentityId id) {
        return tx.sql()
                .select(IDENTITY.PASSWORD_HASH)
                .from(IDENTITY)
                .where(IDENTITY.ID.eq(id.value()))
                .forNoKeyUpdate()
                .fetchOptional(IDENTITY.PASSWORD_HASH);
    }

    /** Keeps others from changing or deleting it before the transaction ends. @return whether it is there */
    public boolean hold(Tx tx, IdentityId id) {
        return tx.sql()
                .select(IDENTITY.ID)
                .from(IDENTITY)
                .where(IDENTITY.ID.eq(id.value()))
                .forNoKeyUpdate()
                .fetchOptional()
                .isPresent();
    }

    /** @return its id; empty when the login is taken, in whatever tenant */
    public Optional<IdentityId> insert(Tx tx, NewIdentity identity) {
        return tx.sql()
                .insertInto(IDENTITY)
                .columns(
                        IDENTITY.TENANT_ID,
                        IDENTITY.LOGIN,
                        IDENTITY.DISPLAY_NAME,
                        IDENTITY.PASSWORD_HASH,
                        IDENTITY.ATTRIBUTES,
                        IDENTITY.OPERATOR)
                .values(
                        identity.tenant().value(),
                        identity.login(),
                        identity.displayName(),
                        identity.passwordHash(),
                        identity.attributes(),
                        identity.operator())
                .onConflictDoNothing()
                .returning(IDENTITY.ID)
                .fetchOptional(IDENTITY.ID)
                .map(IdentityId::new);
    }

    /** What an insert needs; its text form does not show the hash. */
    public record NewIdentity(
            TenantId tenant,
            String login,
            @Nullable String displayName,
            @Nullable String passwordHash,
            JsonNode attributes,
            boolean operator) {
        @Override
        public String toString() {
            return "NewIdentity[" + login + "]";
        }
    }

    public void rename(Tx tx, IdentityId id, @Nullable String displayName) {
        var _ = tx.sql()
                .update(IDENTITY)
                .set(IDENTITY.DISPLAY_NAME, displayName)
                .set(IDENTITY.UPDATED, DSL.currentInstant())
                .where(IDENTITY.ID.eq(id.value()))
                .execute();
    }

    public void changeAttributes(Tx tx, IdentityId id, JsonNode attributes) {
        var _ = tx.sql()
                .update(IDENTITY)
                .set(IDENTITY.ATTRIBUTES, attributes)
                .set(IDENTITY.UPDATED, DSL.currentInstant())
                .where(IDENTITY.ID.eq(id.value()))
                .execute();
    }

    /** Stores a stronger hash of the same password: sessions go on. */
    public void rehash(Tx tx, IdentityId id, String passwordHash) {
        var _ = tx.sql()
                .update(IDENTITY)
                .set(IDENTITY.PASSWORD_HASH, passwordHash)
                .where(IDENTITY.ID.eq(id.value()))
                .execute();
    }

    /** Stores the hash of a new password and ends every session begun before. */
    public void changePassword(Tx tx, IdentityId id, String passwordHash, Instant now) {
        var _ = tx.sql()
                .update(IDENTITY)
                .set(IDENTITY.PASSWORD_HASH, passwordHash)
                .set(IDENTITY.TOKENS_VALID_FROM, now)
                .set(IDENTITY.UPDATED, now)
                .where(IDENTITY.ID.eq(id.value()))
                .execute();
    }

    /** Bars or admits; barring ends every session. */
    public void setFrozen(Tx tx, IdentityId id, boolean frozen, Instant now) {
        var update = tx.sql().update(IDENTITY).set(IDENTITY.FROZEN, frozen).set(IDENTITY.UPDATED, now);
        var _ = (frozen ? update.set(IDENTITY.TOKENS_VALID_FROM, now) : update)
                .where(IDENTITY.ID.eq(id.value()))
                .execute();
    }

    public boolean delete(Tx tx, IdentityId id) {
        return tx.sql().deleteFrom(IDENTITY).where(IDENTITY.ID.eq(id.value())).execute() > 0;
    }

    /** Bars nobody, but ends every session of a tenant's identities. */
    public void endSessions(Tx tx, TenantId tenant, Instant now) {
        var _ = tx.sql()
                .update(IDENTITY)
                .set(IDENTITY.TOKENS_VALID_FROM, now)
                .where(IDENTITY.TENANT_ID.eq(tenant.value()))
                .execute();
    }

    /** The labels of their roles, in alphabetical order; identities without any are missing. */
    public Map<IdentityId, List<String>> roles(Tx tx, Collection<IdentityId> ids) {
        return tx.sql()
                .selectDistinct(IDENTITY_ROLE.IDENTITY_ID, IDENTITY_ROLE.ROLE)
                .from(IDENTITY_ROLE)
                .where(IDENTITY_ROLE.IDENTITY_ID.in(
                        ids.stream().map(IdentityId::value).toList()))
                .orderBy(IDENTITY_ROLE.IDENTITY_ID, IDENTITY_ROLE.ROLE)
                .fetchGroups(row -> new IdentityId(row.value1()), row -> row.value2());
    }

    private static Condition within(TenantScope scope) {
        return scope.operator() ? DSL.noCondition() : Visibility.own(IDENTITY.TENANT_ID, scope);
    }

    private static SelectOnConditionStep<? extends Record> select(Tx tx) {
        return tx.sql().select(COLUMNS).from(IDENTITY).join(TENANT).on(TENANT.ID.eq(IDENTITY.TENANT_ID));
    }

    static Identity identity(Record row) {
        JsonNode attributes = row.get(IDENTITY.ATTRIBUTES);
        return new Identity(
                new IdentityId(row.get(IDENTITY.ID)),
                new TenantId(row.get(IDENTITY.TENANT_ID)),
                Objects.requireNonNull(row.get(TENANT.REF)),
                row.get(TENANT.FROZEN),
                Objects.requireNonNull(row.get(IDENTITY.LOGIN)),
                row.get(IDENTITY.DISPLAY_NAME),
                row.get(IDENTITY.HAS_PASSWORD),
                attributes == null ? NullNode.getInstance() : attributes,
                row.get(IDENTITY.FROZEN),
                row.get(IDENTITY.OPERATOR),
                row.get(IDENTITY.TOKENS_VALID_FROM),
                row.get(IDENTITY.CREATED),
                row.get(IDENTITY.UPDATED));
    }
}
