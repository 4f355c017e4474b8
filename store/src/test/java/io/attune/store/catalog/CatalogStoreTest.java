package io.attune.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.store.MemoryDataKeys;
import io.attune.store.TestDatabase;
import io.attune.store.catalog.CatalogStore.Kind;
import io.attune.store.pack.PackSecrets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CatalogStoreTest {
    private final CatalogStore store = new CatalogStore(new PackSecrets(MemoryDataKeys.box()));
    private TestDatabase database;
    private long pack;

    @BeforeEach
    void openDatabase() {
        database = TestDatabase.open();
        pack = id("insert into pack (ref, label, version) values ('p', 'P', '1.0.0') returning id");
    }

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    void changesOfAllKindsAreKnownByTheirIds() {
        long version = version();
        long trigger = id("insert into trigger (pack_id, ref, label) values (?, 'p.t', 'T') returning id", pack);
        long runtime = id("insert into runtime (ref, name) values ('p.shell', 'Shell') returning id");
        long action = action("p.a");
        long first = rule("p.first");
        long second = rule("p.second");
        execute("update rule set label = 'New'");
        execute("delete from rule where id = ?", second);
        execute("update pack set label = 'New'");

        assertThat(changedSince(version))
                .isEqualTo(Map.of(
                        Kind.TRIGGER,
                        Set.of(trigger),
                        Kind.RUNTIME,
                        Set.of(runtime),
                        Kind.ACTION,
                        Set.of(action),
                        Kind.RULE,
                        Set.of(first, second),
                        Kind.PACK,
                        Set.of(pack)));
        assertThat(changedSince(version())).isEmpty();
    }

    @Test
    void onePackWhoseSecretsDoNotOpenDoesNotKeepTheOthersFromWorking() {
        execute("update pack set config = '{\"a\": 1}'");
        long broken = id("""
                insert into pack (ref, label, version, config, sealed_config)
                values ('broken', 'B', '1.0.0', '{"token": {"$attune_secret": true, "redacted": true}}', 'v1:00000000:AAAA') returning id
                """);

        var packs = database.transactions().engine(tx -> store.packs(tx, List.of(pack, broken)));

        assertThat(packs)
                .extracting(found -> found.ref() + " " + found.config())
                .containsExactlyInAnyOrder("p {\"a\":1}", "broken {}");
    }

    @Test
    void aStatementMakesOneVersionHoweverManyRowsItChangesAndNoneWhenItChangesNone() {
        rule("p.first");
        rule("p.second");
        long version = version();

        execute("update rule set label = 'New'");
        assertThat(version()).isEqualTo(version + 1);

        execute("update rule set label = 'Other' where ref = 'p.third'");
        assertThat(version()).isEqualTo(version + 1);
    }

    @Test
    void whatLeavesWithItsPackIsAChangeToo() {
        long rule = rule("p.first");
        long version = version();

        execute("delete from pack where id = ?", pack);

        assertThat(changedSince(version)).containsEntry(Kind.RULE, Set.of(rule)).containsEntry(Kind.PACK, Set.of(pack));
    }

    @Test
    void changesOfLongAgoAreForgottenAndThatIsKnown() {
        long version = version();
        rule("p.first");
        rule("p.second");
        execute("delete from catalog_change where version = ?", version + 1);

        long now = version();
        var known = database.transactions().engine(tx -> store.changedSince(tx, version, now));
        var later = database.transactions().engine(tx -> store.changedSince(tx, version + 1, now));

        assertThat(known).isEmpty();
        assertThat(later).isPresent();
    }

    @Test
    void aVersionWithoutChangesAmongOthersMeansThatNotAllIsKnown() {
        long version = version();
        rule("p.first");
        execute("update catalog_version set version = version + 1");
        rule("p.second");

        assertThat(database.transactions()
                        .<Boolean>engineView(tx -> store.changedSince(tx, version, store.version(tx))
                                .isPresent()))
                .isFalse();
    }

    @Test
    void oldChangesAreRemovedAsNewOnesCome() {
        execute("update catalog_version set version = 999");
        execute("insert into catalog_change values (-5000, 'rule', 1), (-3000, 'rule', 1)");

        rule("p.first");

        assertThat(version()).isEqualTo(1000);
        assertThat(id("select count(*) from catalog_change where version < 0")).isEqualTo(1);
    }

    private Map<Kind, Set<Long>> changedSince(long version) {
        return database.transactions()
                .engineView(
                        tx -> store.changedSince(tx, version, store.version(tx)).orElseThrow());
    }

    private long version() {
        return database.transactions().engine(store::version);
    }

    private long action(String ref) {
        return id("""
                insert into action (pack_id, pack_ref, ref, label, entrypoint) values (?, 'p', ?, 'A', 'a.sh')
                returning id\
                """, pack, ref);
    }

    private long rule(String ref) {
        return id("""
                insert into rule (pack_id, pack_ref, ref, label, action_ref, trigger_ref) values (?, 'p', ?, 'R', 'p.a', 'p.t')
                returning id\
                """, pack, ref);
    }

    private void execute(String sql, Object... values) {
        database.transactions().engineTask(tx -> tx.sql().execute(sql, values));
    }

    private long id(String sql, Object... values) {
        return database.transactions()
                .engine(tx -> tx.sql().fetchSingle(sql, values).get(0, Long.class));
    }
}
