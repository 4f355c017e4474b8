package io.attune.store.key;

import static io.attune.store.schema.Tables.ACTION;
import static io.attune.store.schema.Tables.IDENTITY;
import static io.attune.store.schema.Tables.PACK;
import static io.attune.store.schema.Tables.SENSOR;
import static org.jooq.impl.DSL.noCondition;

import io.attune.model.id.ActionId;
import io.attune.model.id.IdentityId;
import io.attune.model.id.PackId;
import io.attune.model.id.SensorId;
import io.attune.model.key.KeyOwner;
import io.attune.model.key.KeyOwnerType;
import io.attune.store.TenantScope;
import io.attune.store.Tx;
import io.attune.store.Visibility;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jooq.Field;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** Finds what a key is to belong to. */
@Singleton
public final class KeyOwnerStore {
    /** Names an owner by id, by ref, or by both, which must then agree. */
    public record Reference(
            KeyOwnerType type, @Nullable Long id, @Nullable String ref) {}

    /** Nothing if the scope sees no such owner. */
    public Optional<KeyOwner> find(Tx tx, TenantScope scope, Reference reference) {
        return switch (reference.type()) {
            case SYSTEM -> Optional.of(new KeyOwner.Tenant());
            case IDENTITY -> identity(tx, scope, reference);
            case PACK ->
                component(
                        tx,
                        scope,
                        reference,
                        PACK,
                        PACK.ID,
                        PACK.REF,
                        PACK.TENANT_ID,
                        (id, ref) -> new KeyOwner.Pack(new PackId(id), ref));
            case ACTION ->
                component(
                        tx,
                        scope,
                        reference,
                        ACTION,
                        ACTION.ID,
                        ACTION.REF,
                        ACTION.TENANT_ID,
                        (id, ref) -> new KeyOwner.Action(new ActionId(id), ref));
            case SENSOR ->
                component(
                        tx,
                        scope,
                        reference,
                        SENSOR,
                        SENSOR.ID,
                        SENSOR.REF,
                        SENSOR.TENANT_ID,
                        (id, ref) -> new KeyOwner.Sensor(new SensorId(id), ref));
        };
    }

    // Not the platform's own identity, which is in another tenant: a key is its tenant's.
    private static Optional<KeyOwner> identity(Tx tx, TenantScope scope, Reference reference) {
        return tx.sql()
                .select(IDENTITY.ID)
                .from(IDENTITY)
                .where(IDENTITY.ID.eq(reference.id()), Visibility.own(IDENTITY.TENANT_ID, scope))
                .fetchOptional(row -> new KeyOwner.Identity(new IdentityId(row.value1())));
    }

    private static Optional<KeyOwner> component(
            Tx tx,
            TenantScope scope,
            Reference reference,
            Table<?> table,
            Field<Long> id,
            Field<String> ref,
            Field<Long> tenant,
            BiFunction<Long, String, KeyOwner> owner) {
        return tx.sql()
                .select(id, ref)
                .from(table)
                .where(
                        reference.id() == null ? noCondition() : id.eq(reference.id()),
                        reference.ref() == null ? noCondition() : ref.eq(reference.ref()),
                        Visibility.visible(tenant, scope))
                .fetchOptional(row -> owner.apply(row.value1(), row.value2()));
    }
}
