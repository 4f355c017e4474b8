package io.attune.model.key;

import io.attune.model.Ref;
import io.attune.model.id.ActionId;
import io.attune.model.id.IdentityId;
import io.attune.model.id.PackId;
import io.attune.model.id.SensorId;
import org.jspecify.annotations.Nullable;

/** What a key belongs to, within its tenant: exactly one thing, or the tenant as a whole. */
public sealed interface KeyOwner {
    /** The tenant; called {@code system} on the wire, though it is not the platform's (design.md D21). */
    record Tenant() implements KeyOwner {}

    record Identity(IdentityId identity) implements KeyOwner {}

    record Pack(PackId pack, String packRef) implements KeyOwner {}

    record Action(ActionId action, String actionRef) implements KeyOwner {}

    record Sensor(SensorId sensor, String sensorRef) implements KeyOwner {}

    default KeyOwnerType type() {
        return switch (this) {
            case Tenant _ -> KeyOwnerType.SYSTEM;
            case Identity _ -> KeyOwnerType.IDENTITY;
            case Pack _ -> KeyOwnerType.PACK;
            case Action _ -> KeyOwnerType.ACTION;
            case Sensor _ -> KeyOwnerType.SENSOR;
        };
    }

    /** The id of the owning row; null for the tenant. */
    default @Nullable Long id() {
        return switch (this) {
            case Tenant _ -> null;
            case Identity person -> person.identity().value();
            case Pack pack -> pack.pack().value();
            case Action action -> action.action().value();
            case Sensor sensor -> sensor.sensor().value();
        };
    }

    /** The derived field {@code owner}: {@code system}, else the id as text (api-runs.md §5). */
    default String text() {
        var id = id();
        return id == null ? KeyOwnerType.SYSTEM.wire() : id.toString();
    }

    /** The ref of the owner, for those that have one. */
    default @Nullable String ref() {
        return switch (this) {
            case Tenant _ -> null;
            case Identity _ -> null;
            case Pack pack -> pack.packRef();
            case Action action -> action.actionRef();
            case Sensor sensor -> sensor.sensorRef();
        };
    }

    /** The pack that the owner is or is part of. */
    default @Nullable String packRef() {
        var ref = ref();
        return ref == null ? null : Ref.packOf(ref);
    }
}
