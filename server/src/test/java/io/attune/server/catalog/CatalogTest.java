package io.attune.server.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.id.ActionId;
import io.attune.model.id.PackId;
import io.attune.model.id.RuleId;
import io.attune.model.id.RuntimeId;
import io.attune.model.id.TriggerId;
import io.attune.store.MemoryDataKeys;
import io.attune.store.TestDatabase;
import io.attune.store.Transactions;
import io.attune.store.catalog.CatalogStore;
import io.attune.store.pack.PackSecrets;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** What a catalog makes of changes one by one is what a catalog finds that reads everything. */
class CatalogTest {
    private static final int NAMES = 4;

    private TestDatabase database;
    private Transactions transactions;
    private Catalog catalog;

    @BeforeEach
    void open() {
        database = TestDatabase.open();
        transactions = database.transactions();
        catalog = new Catalog(transactions, new CatalogStore(new PackSecrets(MemoryDataKeys.box())));
        execute("insert into pack (ref, label, version) values ('p', 'P', '1.0.0'), ('q', 'Q', '1.0.0')");
        catalog.refresh();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @RepeatedTest(3)
    void takingInChangesIsReadingAnew(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        for (int step = 0; step < 60; step++) {
            for (int change = random.nextInt(3); change >= 0; change--) {
                execute(randomChange(random));
            }
            var anew = new Catalog(transactions, new CatalogStore(new PackSecrets(MemoryDataKeys.box())));
            assertThat(content(catalog.refresh())).isEqualTo(content(anew.refresh()));
        }
    }

    /** A flood of what nobody knows, such as made-up webhook keys, asks the database a few times only. */
    @Test
    void thoseWhoAskAtOnceShareOneAnswer() throws Exception {
        try (var asking = Executors.newVirtualThreadPerTaskExecutor();
                var blocking = database.connection().connect();
                var statement = blocking.createStatement()) {
            blocking.setAutoCommit(false);
            statement.execute("lock table catalog_version in access exclusive mode");
            var asked = new CountDownLatch(100);
            List<Future<CatalogSnapshot>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                answers.add(asking.submit(() -> {
                    asked.countDown();
                    return catalog.refresh();
                }));
            }
            asked.await();
            assertThat(waiting(statement)).as("transactions at once").isOne();
            blocking.commit();

            for (var answer : answers) {
                assertThat(answer.get(10, TimeUnit.SECONDS).version())
                        .isEqualTo(catalog.current().version());
            }
        }
    }

    /** How many wait for the table, once somebody does and a while has brought no more. */
    private static int waiting(Statement statement) throws Exception {
        int last = 0;
        for (int same = 0; same < 20; ) {
            statement.execute("select pg_sleep(0.02)");
            try (var rows = statement.executeQuery(
                    "select count(*) from pg_locks where not granted and relation = 'catalog_version'::regclass")) {
                rows.next();
                int now = rows.getInt(1);
                same = now > 0 && now == last ? same + 1 : 0;
                last = now;
            }
        }
        return last;
    }

    private static String randomChange(Random random) {
        int name = random.nextInt(NAMES);
        var pack = random.nextBoolean() ? "p" : "q";
        return switch (random.nextInt(11)) {
            case 0 -> """
                insert into trigger (pack_id, ref, label, webhook_enabled, webhook_key_hash)
                select id, ref || '.t%1$d', 'T', true, 'key' || random() from pack where ref = '%2$s' on conflict do nothing
                """.formatted(name, pack);
            case 1 -> """
                insert into action (pack_id, pack_ref, ref, label, entrypoint)
                select id, ref, ref || '.a%1$d', 'A', 'a.sh' from pack where ref = '%2$s' on conflict do nothing
                """.formatted(name, pack);
            case 2, 3 -> """
                insert into rule (pack_id, pack_ref, ref, label, action_ref, trigger_ref, enabled)
                select id, ref, ref || '.r%1$d', 'R', 'p.a1', 'p.t%3$d', %4$b from pack where ref = '%2$s' on conflict do nothing
                """.formatted(name, pack, random.nextInt(NAMES), random.nextBoolean());
            case 4 -> """
                insert into runtime (ref, name) values ('core.r%d', 'R') on conflict do nothing
                """.formatted(name);
            case 5 -> "update rule set enabled = not enabled where ref like '%%.r%d'".formatted(name);
            case 6 -> "update rule set trigger_ref = 'p.t%d' where ref = '%s.r1'".formatted(name, pack);
            case 7 ->
                "update trigger set webhook_enabled = false, webhook_key_hash = null where ref = '%s.t%d'"
                        .formatted(pack, name);
            case 8 -> "update runtime set name = name || 'x' where ref = 'core.r%d'".formatted(name);
            case 9 -> "delete from rule where ref = '%s.r%d'".formatted(pack, name);
            default -> "delete from trigger where ref = '%s.t%d'".formatted(pack, name);
        };
    }

    /** All that can be found, by every way of finding it. */
    private List<Object> content(CatalogSnapshot snapshot) {
        var found = new ArrayList<Object>();
        found.add(snapshot.version());
        found.add(snapshot.ruleIndex().size());
        for (long id = 1; id <= highest(); id++) {
            found.add(snapshot.findRule(new RuleId(id)).map(CompiledRule::rule));
            found.add(snapshot.findTrigger(new TriggerId(id)));
            found.add(snapshot.findAction(new ActionId(id)).map(CompiledAction::action));
            found.add(snapshot.findRuntime(new RuntimeId(id)));
            found.add(snapshot.findPack(new PackId(id)));
        }
        for (var pack : List.of("p", "q")) {
            for (int name = 0; name < NAMES; name++) {
                found.add(snapshot.findTrigger(pack + ".t" + name));
                found.add(snapshot.findAction(pack + ".a" + name).map(CompiledAction::action));
            }
        }
        transactions
                .engine(tx -> tx.sql()
                        .fetch("select webhook_key_hash from trigger where webhook_key_hash is not null order by id")
                        .getValues(0, String.class))
                .forEach(key -> found.add(snapshot.findTriggerByWebhookKey(key)));
        return found;
    }

    private long highest() {
        return transactions.engine(tx -> Objects.requireNonNull(tx.sql()
                .fetchSingle("select max(last_value) from pg_sequences where schemaname = current_schema()")
                .get(0, Long.class)));
    }

    @Test
    void aKeyThatMovesToAnotherTriggerFindsThatOne() {
        execute("""
                insert into trigger (ref, label, webhook_enabled, webhook_key_hash)
                values ('x.one', 'T', true, 'key'), ('x.two', 'T', false, null)
                """);
        catalog.refresh();

        execute("update trigger set webhook_enabled = false, webhook_key_hash = null where ref = 'x.one'");
        execute("update trigger set webhook_enabled = true, webhook_key_hash = 'key' where ref = 'x.two'");

        assertThat(catalog.refresh()
                        .findTriggerByWebhookKey("key")
                        .orElseThrow()
                        .ref())
                .isEqualTo("x.two");
    }

    @Test
    void theTriggersOfASuspendedTenantRest() {
        execute("insert into tenant (ref, label) values ('team', 'Team')");
        execute("""
                insert into trigger (tenant_id, ref, label, webhook_enabled, webhook_key_hash)
                select id, 'x.one', 'T', true, 'key' from tenant where ref = 'team'
                """);
        assertThat(catalog.refresh().findTrigger("x.one")).isPresent();

        execute("update tenant set frozen = true where ref = 'team'");
        var suspended = catalog.refresh();
        assertThat(suspended.findTrigger("x.one")).isEmpty();
        assertThat(suspended.findTriggerByWebhookKey("key")).isEmpty();

        execute("update tenant set frozen = false where ref = 'team'");
        assertThat(catalog.refresh().findTriggerByWebhookKey("key")).isPresent();
    }

    @Test
    void aTransactionThatHoldsTheVersionSeesWhatAnotherCommittedJustBefore() {
        execute("insert into trigger (ref, label) values ('x.one', 'T')");

        var seen = transactions.engine(tx -> {
            long version = Objects.requireNonNull(tx.sql()
                    .fetchSingle("select version from catalog_version for share")
                    .get(0, Long.class));
            return catalog.at(tx, version);
        });

        assertThat(seen.findTrigger("x.one")).isPresent();
        assertThat(catalog.current()).isSameAs(seen);
    }

    private void execute(String sql) {
        transactions.engineTask(tx -> tx.sql().execute(sql));
    }
}
