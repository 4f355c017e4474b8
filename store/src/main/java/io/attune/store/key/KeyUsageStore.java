package io.attune.store.key;

import static io.attune.store.schema.Tables.ACTION;
import static io.attune.store.schema.Tables.PACK;
import static io.attune.store.schema.Tables.RULE;
import static io.attune.store.schema.Tables.WORKFLOW_DEFINITION;
import static org.jooq.impl.DSL.falseCondition;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.or;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.id.IdentityId;
import io.attune.model.key.KeyOwner;
import io.attune.store.TenantScope;
import io.attune.store.Tx;
import io.attune.store.Visibility;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** What may use a key (cli.md §5.4): the components that can reach keys of its owner and speak of keys at all. */
@Singleton
public final class KeyUsageStore {
    /** Expressions reach keys by these names only (expressions.md §3). */
    private static final String SPEAKS_OF_KEYS = "keystore|datastore|kv";

    /**
     * A component whose texts may name a key.
     *
     * @param packRef its pack; of a pack its own ref
     * @param platform whether it belongs to the system
     * @param author null for none
     * @param texts the fields that may name keys, by their names in the API
     */
    public record Candidate(
            long id,
            String ref,
            String packRef,
            boolean platform,
            @Nullable IdentityId author,
            ObjectNode texts) {}

    /**
     * An action, with what it declares.
     *
     * @param keys null when it says nothing about keys
     */
    public record DeclaringAction(
            long id,
            String ref,
            String packRef,
            @Nullable JsonNode parameters,
            @Nullable List<String> keys) {}

    public List<Candidate> rules(Tx tx, TenantScope scope, KeyOwner owner) {
        var texts = List.of(RULE.CONDITIONS, RULE.ACTION_PARAMS, RULE.TRIGGER_PARAMS);
        return tx.sql()
                .select(RULE.ID, RULE.REF, RULE.PACK_REF, RULE.TENANT_ID, RULE.OWNER_IDENTITY)
                .select(texts)
                .from(RULE)
                .where(Visibility.visible(RULE.TENANT_ID, scope), reach(owner, RULE.PACK_ID), speaksOfKeys(texts))
                .orderBy(RULE.REF)
                .fetch(row -> {
                    Long author = row.get(RULE.OWNER_IDENTITY);
                    return candidate(row, RULE.ID, RULE.REF, RULE.PACK_REF, RULE.TENANT_ID, author, texts);
                });
    }

    public List<Candidate> workflows(Tx tx, TenantScope scope, KeyOwner owner) {
        var table = WORKFLOW_DEFINITION;
        var texts = List.of(table.DEFINITION);
        return tx.sql()
                .select(table.ID, table.REF, table.PACK_REF, table.TENANT_ID)
                .select(texts)
                .from(table)
                .where(Visibility.visible(table.TENANT_ID, scope), reach(owner, table.PACK_ID), speaksOfKeys(texts))
                .orderBy(table.REF)
                .fetch(row -> candidate(row, table.ID, table.REF, table.PACK_REF, table.TENANT_ID, null, texts));
    }

    public List<Candidate> packs(Tx tx, TenantScope scope, KeyOwner owner) {
        var texts = List.of(PACK.CONFIG);
        return tx.sql()
                .select(PACK.ID, PACK.REF, PACK.TENANT_ID, PACK.INSTALLED_BY)
                .select(texts)
                .from(PACK)
                .where(Visibility.visible(PACK.TENANT_ID, scope), reach(owner, PACK.ID), speaksOfKeys(texts))
                .orderBy(PACK.REF)
                .fetch(row ->
                        candidate(row, PACK.ID, PACK.REF, PACK.REF, PACK.TENANT_ID, row.get(PACK.INSTALLED_BY), texts));
    }

    /** The actions whose runs get keys of that owner, if they declare them. */
    public List<DeclaringAction> actions(Tx tx, TenantScope scope, KeyOwner owner) {
        return tx.sql()
                .select(ACTION.ID, ACTION.REF, ACTION.PACK_REF, ACTION.PARAM_SCHEMA, ACTION.KEYS)
                .from(ACTION)
                .where(
                        Visibility.visible(ACTION.TENANT_ID, scope),
                        owner instanceof KeyOwner.Action(var action, var _)
                                ? ACTION.ID.eq(action.value())
                                : reach(owner, ACTION.PACK_ID))
                .orderBy(ACTION.REF)
                .fetch(row -> {
                    String @Nullable [] keys = row.get(ACTION.KEYS);
                    return new DeclaringAction(
                            row.get(ACTION.ID),
                            row.get(ACTION.REF),
                            row.get(ACTION.PACK_REF),
                            row.get(ACTION.PARAM_SCHEMA),
                            keys == null ? null : Arrays.asList(keys));
                });
    }

    /** Keys of a pack are reached from that pack, those of the tenant from everywhere, all others from no expression. */
    private static Condition reach(KeyOwner owner, Field<Long> pack) {
        return switch (owner) {
            case KeyOwner.Tenant _ -> noCondition();
            case KeyOwner.Pack(var id, var _) -> pack.eq(id.value());
            case KeyOwner.Identity _, KeyOwner.Action _, KeyOwner.Sensor _ -> falseCondition();
        };
    }

    private static Condition speaksOfKeys(List<? extends Field<JsonNode>> texts) {
        return or(texts.stream()
                .map(text -> text.cast(String.class).likeRegex(inline(SPEAKS_OF_KEYS)))
                .toList());
    }

    private static Candidate candidate(
            Record row,
            Field<Long> id,
            Field<String> ref,
            Field<String> packRef,
            Field<Long> tenant,
            @Nullable Long author,
            List<? extends Field<JsonNode>> texts) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        texts.forEach(text -> document.set(text.getName(), row.get(text)));
        return new Candidate(
                row.get(id),
                row.get(ref),
                row.get(packRef),
                row.get(tenant) == null,
                author == null ? null : new IdentityId(author),
                document);
    }
}
