package io.attune.store.key;

import static io.attune.store.schema.Tables.KEY;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.noCondition;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.WireEnum;
import io.attune.model.id.ActionId;
import io.attune.model.id.IdentityId;
import io.attune.model.id.KeyId;
import io.attune.model.id.PackId;
import io.attune.model.id.SensorId;
import io.attune.model.id.TenantId;
import io.attune.model.key.Key;
import io.attune.model.key.KeyOwner;
import io.attune.model.key.KeyOwnerType;
import io.attune.store.TenantScope;
import io.attune.store.Tx;
import io.attune.store.Visibility;
import io.attune.store.encryption.SecretBox;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Rows of {@code key}. */
@Singleton
public final class KeyStore {
    private static final List<Field<?>> COLUMNS = List.of(
            KEY.ID,
            KEY.REF,
            KEY.OWNER_TYPE,
            KEY.OWNER_IDENTITY,
            KEY.OWNER_PACK,
            KEY.OWNER_PACK_REF,
            KEY.OWNER_ACTION,
            KEY.OWNER_ACTION_REF,
            KEY.OWNER_SENSOR,
            KEY.OWNER_SENSOR_REF,
            KEY.NAME,
            KEY.ENCRYPTED,
            KEY.EXPIRES_AT,
            KEY.CREATED,
            KEY.UPDATED);

    private final KeyValues values;

    public KeyStore(SecretBox box) {
        this.values = new KeyValues(box);
    }

    /**
     * Which keys a list shows.
     *
     * @param owner the derived field, compared as text
     */
    public record KeyFilter(
            @Nullable KeyOwnerType ownerType, @Nullable String owner) {}

    /** The keys that live, by ref, without their values. */
    public List<Key> list(Tx tx, TenantScope scope, KeyFilter filter) {
        return tx.sql()
                .select(COLUMNS)
                .from(KEY)
                .where(
                        Visibility.own(KEY.TENANT_ID, scope),
                        live(),
                        filter.ownerType() == null
                                ? noCondition()
                                : KEY.OWNER_TYPE.eq(filter.ownerType().wire()),
                        filter.owner() == null ? noCondition() : KEY.OWNER.eq(filter.owner()))
                .orderBy(KEY.REF)
                .fetch(KeyStore::read);
    }

    public Optional<Key> find(Tx tx, TenantScope scope, String ref) {
        return tx.sql()
                .select(COLUMNS)
                .from(KEY)
                .where(Visibility.own(KEY.TENANT_ID, scope), KEY.REF.eq(ref), live())
                .fetchOptional(KeyStore::read);
    }

    /** As {@link #find}, for who is about to change it. */
    public Optional<Key> lock(Tx tx, TenantScope scope, String ref) {
        return tx.sql()
                .select(COLUMNS)
                .from(KEY)
                .where(Visibility.own(KEY.TENANT_ID, scope), KEY.REF.eq(ref), live())
                .forUpdate()
                .fetchOptional(KeyStore::read);
    }

    /** The value of a key that was found in this transaction. */
    public JsonNode value(Tx tx, TenantScope scope, Key key) {
        var sealed = tx.sql()
                .select(KEY.SEALED)
                .from(KEY)
                .where(Visibility.own(KEY.TENANT_ID, scope), KEY.ID.eq(key.id().value()))
                .fetchSingle(KEY.SEALED);
        return values.open(scope.tenant(), key.ref(), sealed);
    }

    /** @return the key; nothing if the ref, or the name within the owner, is taken */
    public Optional<Key> insert(Tx tx, TenantScope scope, NewKey key) {
        makeRoom(tx, scope, key.ref(), key.owner(), key.name());
        var owner = key.owner();
        return tx.sql()
                .insertInto(KEY)
                .set(KEY.TENANT_ID, scope.tenant().value())
                .set(KEY.REF, key.ref())
                .set(KEY.OWNER_TYPE, owner.type().wire())
                .set(KEY.OWNER_IDENTITY, idOf(owner, KeyOwnerType.IDENTITY))
                .set(KEY.OWNER_PACK, idOf(owner, KeyOwnerType.PACK))
                .set(KEY.OWNER_PACK_REF, refOf(owner, KeyOwnerType.PACK))
                .set(KEY.OWNER_ACTION, idOf(owner, KeyOwnerType.ACTION))
                .set(KEY.OWNER_ACTION_REF, refOf(owner, KeyOwnerType.ACTION))
                .set(KEY.OWNER_SENSOR, idOf(owner, KeyOwnerType.SENSOR))
                .set(KEY.OWNER_SENSOR_REF, refOf(owner, KeyOwnerType.SENSOR))
                .set(KEY.NAME, key.name())
                .set(KEY.ENCRYPTED, key.encrypted())
                .set(KEY.SEALED, values.seal(scope.tenant(), key.ref(), key.value()))
                .set(KEY.EXPIRES_AT, key.expiresAt())
                .onConflictDoNothing()
                .returning(COLUMNS)
                .fetchOptional(KeyStore::read);
    }

    /**
     * Changes a key that this transaction has locked; its value is sealed anew.
     *
     * @return the key as it is now; nothing if the name is taken within the owner
     */
    public Optional<Key> update(Tx tx, TenantScope scope, Key locked, NewKey to) {
        if (!to.name().equals(locked.name())) {
            makeRoom(tx, scope, "", locked.owner(), to.name());
            var taken = tx.sql()
                    .fetchExists(
                            KEY,
                            Visibility.own(KEY.TENANT_ID, scope)
                                    .and(ownedBy(locked.owner()))
                                    .and(KEY.NAME.eq(to.name())));
            if (taken) {
                return Optional.empty();
            }
        }
        return tx.sql()
                .update(KEY)
                .set(KEY.NAME, to.name())
                .set(KEY.ENCRYPTED, to.encrypted())
                .set(KEY.SEALED, values.seal(scope.tenant(), locked.ref(), to.value()))
                .set(KEY.EXPIRES_AT, to.expiresAt())
                .set(KEY.UPDATED, currentInstant())
                .where(
                        Visibility.own(KEY.TENANT_ID, scope),
                        KEY.ID.eq(locked.id().value()))
                .returning(COLUMNS)
                .fetchOptional(KeyStore::read);
    }

    public void delete(Tx tx, TenantScope scope, KeyId key) {
        var _ = tx.sql()
                .deleteFrom(KEY)
                .where(Visibility.own(KEY.TENANT_ID, scope), KEY.ID.eq(key.value()))
                .execute();
    }

    // An expired key is absent, so its ref and name are free, whether or not a sweep has been by.
    private static void makeRoom(Tx tx, TenantScope scope, String ref, KeyOwner owner, String name) {
        var _ = tx.sql()
                .deleteFrom(KEY)
                .where(
                        Visibility.own(KEY.TENANT_ID, scope),
                        live().not(),
                        KEY.REF.eq(ref).or(ownedBy(owner).and(KEY.NAME.eq(name))))
                .execute();
    }

    /**
     * The refs of the living keys of an owner, by ref (FIX-29). Under row-level security those of other tenants are not seen; an engine
     * transaction sees all.
     *
     * @param tenant whose keys; null for all that are seen
     */
    public List<String> refsOf(Tx tx, KeyOwner owner, @Nullable TenantId tenant) {
        return tx.sql()
                .select(KEY.REF)
                .from(KEY)
                .where(ownedBy(owner), live(), tenant == null ? noCondition() : KEY.TENANT_ID.eq(tenant.value()))
                .orderBy(KEY.REF)
                .fetch(KEY.REF);
    }

    /** Removes every key of an owner that is about to go. */
    public List<Key> removeOf(Tx tx, KeyOwner owner) {
        return tx.sql().deleteFrom(KEY).where(ownedBy(owner)).returning(COLUMNS).fetch(KeyStore::read);
    }

    /** @return how many of at most {@code limit} expired keys were removed */
    public int removeExpired(Tx tx, int limit) {
        return tx.sql().execute("""
                        delete from key
                        where id in (
                            select id
                            from key
                            where expires_at <= now()
                            order by expires_at
                            limit ?
                            for update skip locked
                        )
                        """, limit);
    }

    private static Condition live() {
        return KEY.EXPIRES_AT.isNull().or(KEY.EXPIRES_AT.gt(currentInstant()));
    }

    private static Condition ownedBy(KeyOwner owner) {
        return KEY.OWNER_TYPE.eq(owner.type().wire()).and(KEY.OWNER.eq(owner.text()));
    }

    private static @Nullable Long idOf(KeyOwner owner, KeyOwnerType type) {
        return owner.type() == type ? owner.id() : null;
    }

    private static @Nullable String refOf(KeyOwner owner, KeyOwnerType type) {
        return owner.type() == type ? owner.ref() : null;
    }

    private static Key read(Record row) {
        return new Key(
                new KeyId(row.get(KEY.ID)),
                row.get(KEY.REF),
                owner(row),
                row.get(KEY.NAME),
                row.get(KEY.ENCRYPTED),
                row.<@Nullable Instant>get(KEY.EXPIRES_AT),
                row.get(KEY.CREATED),
                row.get(KEY.UPDATED));
    }

    private static KeyOwner owner(Record row) {
        return switch (WireEnum.find(KeyOwnerType.class, row.get(KEY.OWNER_TYPE))
                .orElseThrow()) {
            case SYSTEM -> new KeyOwner.Tenant();
            case IDENTITY -> new KeyOwner.Identity(new IdentityId(there(row, KEY.OWNER_IDENTITY)));
            case PACK -> new KeyOwner.Pack(new PackId(there(row, KEY.OWNER_PACK)), there(row, KEY.OWNER_PACK_REF));
            case ACTION ->
                new KeyOwner.Action(new ActionId(there(row, KEY.OWNER_ACTION)), there(row, KEY.OWNER_ACTION_REF));
            case SENSOR ->
                new KeyOwner.Sensor(new SensorId(there(row, KEY.OWNER_SENSOR)), there(row, KEY.OWNER_SENSOR_REF));
        };
    }

    /** What a check of the table says is there. */
    private static <T> T there(Record row, Field<T> field) {
        return Objects.requireNonNull(row.get(field), field.getName());
    }
}
