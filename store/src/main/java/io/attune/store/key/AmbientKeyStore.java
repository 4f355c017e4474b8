package io.attune.store.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.engine.parameter.ReachableKeys.ReachableKey;
import io.attune.model.WireEnum;
import io.attune.model.id.ActionId;
import io.attune.model.id.PackId;
import io.attune.model.id.TenantId;
import io.attune.model.key.KeyOwnerType;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import io.attune.store.encryption.SealedValueException;
import io.attune.store.encryption.SecretBox;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives runs the keys that their actions declare (packs.md §6.3): those of the tenant, of the pack and of the action, for many runs in one
 * query. Which of several keys of one name counts is the caller's to say. Keys of identities and sensors are never among them.
 */
@Singleton
public final class AmbientKeyStore {
    private static final String APPLICABLE = """
            select wanted.place, key.owner_type, key.name, key.encrypted, key.tenant_id, key.ref, key.sealed
            from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::text[]) with ordinality as wanted (tenant, pack, action, names, place)
            cross join lateral (
                values ('system', 'system'), ('pack', wanted.pack::text), ('action', wanted.action::text)
            ) as scope (owner_type, owner)
            join key
                on key.tenant_id = wanted.tenant
                and key.owner_type = scope.owner_type
                and key.owner = scope.owner
            where (key.expires_at is null or key.expires_at > now())
              and case when wanted.names is null
                  then key.owner_type <> 'system'
                  else jsonb_exists(wanted.names::jsonb, key.name)
              end
            order by wanted.place, key.owner_type, key.name
            """;

    /** The pack's last, so that they go before the tenant's of the same name. */
    private static final String REACHABLE = """
            select key.ref, key.name, key.encrypted, key.sealed
            from key
            where key.tenant_id = ?
              and (key.owner_type, key.owner) in (('system', 'system'), ('pack', ?::text))
              and (key.expires_at is null or key.expires_at > now())
            order by key.owner_type = 'pack', key.ref
            """;

    private final KeyValues values;

    public AmbientKeyStore(SecretBox box) {
        this.values = new KeyValues(box);
    }

    /**
     * The keys that a run asks for.
     *
     * @param names as declared; null for an action that declares nothing and gets all keys of its pack and of itself
     */
    public record Wanted(
            TenantId tenant,
            @Nullable PackId pack,
            @Nullable ActionId action,
            @Nullable Collection<String> names) {}

    /** A key that a run may get. */
    public record AmbientKey(KeyOwnerType ownerType, String name, JsonNode value, boolean encrypted) {
        @Override
        public String toString() {
            return "AmbientKey[" + ownerType.wire() + " " + name + "]";
        }
    }

    private record Found(int place, AmbientKey key) {}

    /** @return for each of the wanted, in their order, the living keys that apply */
    public List<List<AmbientKey>> list(Tx tx, List<Wanted> wanted) {
        List<List<AmbientKey>> keys = new ArrayList<>(wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            keys.add(new ArrayList<>());
        }
        var found = HotSql.query(
                tx,
                APPLICABLE,
                (connection, statement) -> {
                    statement.setArray(
                            1,
                            HotSql.bigints(
                                    connection, wanted, run -> run.tenant().value()));
                    statement.setArray(2, HotSql.bigints(connection, wanted, run -> {
                        var pack = run.pack();
                        return pack == null ? null : pack.value();
                    }));
                    statement.setArray(3, HotSql.bigints(connection, wanted, run -> {
                        var action = run.action();
                        return action == null ? null : action.value();
                    }));
                    statement.setArray(4, HotSql.texts(connection, wanted, run -> names(run.names())));
                },
                row -> new Found(
                        row.getInt(1),
                        new AmbientKey(
                                WireEnum.find(KeyOwnerType.class, row.getString(2))
                                        .orElseThrow(),
                                row.getString(3),
                                values.open(new TenantId(row.getLong(5)), row.getString(6), row.getString(7)),
                                row.getBoolean(4))));
        found.forEach(row -> keys.get(row.place() - 1).add(row.key()));
        return keys;
    }

    /**
     * The living keys that the expressions of a pack can read for a tenant (expressions.md §3.1): the tenant's, then the pack's.
     *
     * @throws SealedValueException if one of them does not open
     */
    public List<ReachableKey> listReachable(Tx tx, TenantId tenant, PackId pack) {
        return HotSql.query(
                tx,
                REACHABLE,
                (_, statement) -> {
                    statement.setLong(1, tenant.value());
                    statement.setLong(2, pack.value());
                },
                row -> new ReachableKey(
                        row.getString(1),
                        row.getString(2),
                        values.open(tenant, row.getString(1), row.getString(4)),
                        row.getBoolean(3)));
    }

    private static @Nullable String names(@Nullable Collection<String> names) {
        if (names == null) {
            return null;
        }
        var array = JsonNodeFactory.instance.arrayNode(names.size());
        names.forEach(array::add);
        return array.toString();
    }
}
