package io.attune.store.pack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.id.PackId;
import io.attune.model.id.TenantId;
import io.attune.model.pack.Pack;
import io.attune.model.pack.PackSettings;
import io.attune.model.pack.TriggerDefinition;
import io.attune.model.tenant.Owner;
import io.attune.store.MemoryDataKeys;
import io.attune.store.TenantScope;
import io.attune.store.TestDatabase;
import io.attune.store.Transactions;
import io.attune.store.component.Slice;
import io.attune.store.pack.PackStore.Shown;
import java.util.List;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PackStoreTest {
    private static final Slice FIRST = new Slice(0, 100);

    private static final PackStore packs = new PackStore(new PackSecrets(MemoryDataKeys.box()));

    private static TestDatabase database;
    private static Transactions transactions;
    private static TenantScope ours;
    private static TenantScope theirs;

    private final PackComponentStore components = new PackComponentStore();

    @BeforeAll
    static void open() {
        database = TestDatabase.open();
        transactions = database.transactions();
        ours = tenant("ours");
        theirs = tenant("theirs");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void aRefIsTakenForEverybodyAndAPackSeenByItsTenantOnly() {
        var id = transactions.tenant(ours, tx -> packs.insert(tx, owner(ours), "mine", settings(), null));
        assertThat(id).isPresent();
        assertThat(transactions.<Boolean>tenant(
                        theirs,
                        tx -> packs.insert(tx, owner(theirs), "mine", settings(), null)
                                .isPresent()))
                .isFalse();
        assertThat(transactions.<Boolean>tenant(
                        theirs, tx -> packs.find(tx, theirs, "mine").isPresent()))
                .isFalse();
        var mine = pack(id.orElseThrow());
        assertThat(transactions.<Boolean>tenant(theirs, tx -> packs.delete(tx, theirs, id.orElseThrow())))
                .isFalse();
        assertThat(transactions.<Boolean>tenant(theirs, tx -> packs.update(tx, theirs, mine, settings())))
                .isFalse();
        assertThat(transactions.<List<String>>tenant(
                        ours,
                        tx -> packs.page(tx, ours, Shown.ALL, FIRST).items().stream()
                                .map(pack -> pack.ref())
                                .toList()))
                .contains("mine");
    }

    /** As somebody else would name it: the engine sees it. */
    private static Pack pack(PackId id) {
        return transactions.engine(tx -> packs.lock(tx, id)).orElseThrow();
    }

    @Test
    void secretEntriesOfTheConfigurationLieSealed() throws Exception {
        var json = new ObjectMapper();
        var schema = json.readTree("""
                {"url": {"type": "string"}, "token": {"type": "string", "secret": true},
                 "proxy": {"type": "object", "properties": {"password": {"type": "string", "secret": true}}}}
                """);
        var config = json.readTree("""
                {"url": "https://example.org", "token": "hunter2", "proxy": {"password": "swordfish"}}
                """);
        var id = transactions.tenant(
                ours,
                tx -> packs.insert(tx, owner(ours), "sealed", settings(schema, config), null)
                        .orElseThrow());

        assertThat(pack(id).settings().config()).isEqualTo(config);
        assertThat(row("sealed"))
                .contains("https://example.org", "$attune_secret")
                .doesNotContain("hunter2", "swordfish");

        var changed = json.readTree("{\"url\": \"https://example.org\", \"token\": \"correct horse\"}");
        var sealed = pack(id);
        transactions.<Boolean>tenant(ours, tx -> packs.update(tx, ours, sealed, settings(schema, changed)));
        assertThat(pack(id).settings().config()).isEqualTo(changed);
        assertThat(row("sealed")).doesNotContain("correct horse");
    }

    @Test
    void secretsThatDoNotOpenAreMissingUntilTheyAreGivenAgain() throws Exception {
        var json = new ObjectMapper();
        var schema =
                json.readTree("{\"url\": {\"type\": \"string\"}, \"token\": {\"type\": \"string\", \"secret\": true}}");
        var config = json.readTree("{\"url\": \"https://example.org\", \"token\": \"hunter2\"}");
        var id = transactions.tenant(
                ours,
                tx -> packs.insert(tx, owner(ours), "damaged", settings(schema, config), null)
                        .orElseThrow());
        transactions.engineTask(
                tx -> tx.sql().execute("update pack set sealed_config = 'v1:00000000:AAAA' where ref = 'damaged'"));

        var damaged = pack(id);
        assertThat(damaged.settings().config()).isEqualTo(json.readTree("{\"url\": \"https://example.org\"}"));

        assertThat(transactions.<Boolean>tenant(ours, tx -> packs.update(tx, ours, damaged, settings(schema, config))))
                .isTrue();
        assertThat(pack(id).settings().config()).isEqualTo(config);
    }

    @Test
    void aSystemPackIsListedEvenWhenNoOtherIs() {
        transactions.engineTask(tx -> {
            var _ = packs.insert(tx, new Owner.Platform(), "shipped", settings(), null)
                    .orElseThrow();
            var _ = packs.insert(tx, owner(ours), "hidden", settings(), null).orElseThrow();
        });
        var refs = transactions.<List<String>>tenant(
                ours,
                tx -> packs.page(tx, ours, new Shown(List.of()), FIRST).items().stream()
                        .map(pack -> pack.ref())
                        .toList());
        assertThat(refs).contains("shipped").doesNotContain("hidden");
    }

    @Test
    void componentsKeepTheirIdsAndNobodyTakesAnothersRef() {
        var home = transactions.engine(tx -> new PackHome(
                packs.insert(tx, owner(ours), "upgraded", settings(), null).orElseThrow(), "upgraded", owner(ours)));
        var other = transactions.engine(tx -> new PackHome(
                packs.insert(tx, owner(theirs), "intruder", settings(), null).orElseThrow(),
                "intruder",
                owner(theirs)));
        long first = putTrigger(home, "First");
        assertThat(putTrigger(home, "Second")).isEqualTo(first);
        assertThat(transactions.<Boolean>engine(tx -> components.put(tx, other, trigger("Stolen"))))
                .isFalse();
        assertThat(transactions.<String>engine(tx -> tx.sql()
                        .fetchSingle("select label from trigger where ref = ?", "upgraded.tick")
                        .get(0, String.class)))
                .isEqualTo("Second");

        transactions.engineTask(tx -> {
            tx.sql()
                    .execute(
                            "insert into trigger (tenant_id, pack_id, pack_ref, ref, label, is_adhoc) values (?, ?, ?, ?, ?, true)",
                            ours.tenant().value(),
                            home.id().value(),
                            "upgraded",
                            "upgraded.by_hand",
                            "By hand");
            components.keepOnly(tx, home, nothing());
        });
        assertThat(transactions.<List<String>>engine(tx -> tx.sql()
                        .fetch(
                                "select ref from trigger where pack_id = ?",
                                home.id().value())
                        .getValues(0, String.class)))
                .containsExactly("upgraded.by_hand");
    }

    private long putTrigger(PackHome home, String label) {
        return transactions.<Long>engine(tx -> {
            assertThat(components.put(tx, home, trigger(label))).isTrue();
            return components
                    .findTrigger(tx, home, "upgraded.tick")
                    .orElseThrow()
                    .value();
        });
    }

    private static TriggerDefinition trigger(String label) {
        return new TriggerDefinition("upgraded.tick", label, null, true, null, null, false);
    }

    private static PackComponentStore.Kept nothing() {
        List<String> none = List.of();
        return new PackComponentStore.Kept(none, none, none, none, none, none, none, none, none);
    }

    private static String row(String ref) {
        return transactions.engine(tx -> tx.sql()
                .fetchSingle("select row_to_json(pack)::text from pack where ref = ?", ref)
                .get(0, String.class));
    }

    private static PackSettings settings() {
        var empty = JsonNodeFactory.instance.objectNode();
        return settings(empty, empty);
    }

    private static PackSettings settings(JsonNode schema, JsonNode config) {
        var empty = JsonNodeFactory.instance.objectNode();
        return new PackSettings("Label", null, "1.0.0", schema, config, empty, List.of("a"), List.of(), List.of());
    }

    private static Owner owner(TenantScope scope) {
        return new Owner.Tenant(scope.tenant());
    }

    private static TenantScope tenant(String ref) {
        long id = transactions.engine(tx -> tx.sql()
                .insertInto(DSL.table("tenant"), DSL.field("ref", String.class), DSL.field("label", String.class))
                .values(ref, ref)
                .returningResult(DSL.field("id", Long.class))
                .fetchSingle()
                .value1());
        return new TenantScope(new TenantId(id), false);
    }
}
