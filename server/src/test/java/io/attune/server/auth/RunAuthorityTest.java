package io.attune.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.id.ExecutionId;
import io.attune.server.auth.RunAuthority.Answer;
import io.attune.store.TestDatabase;
import io.attune.store.execution.RunBackingStore;
import io.attune.store.identity.AuthorityStore;
import io.attune.store.permission.PermissionStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run may do what its sets say as long as whoever stands behind it may (SEC-8). */
class RunAuthorityTest {
    private static final long SYSTEM = 1;
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static TestDatabase database;

    private final RunAuthority authority = new RunAuthority(new AuthorityStore(), new PermissionStore());
    private final RunBackingStore backings = new RunBackingStore();

    private String name = "";
    private long tenant;
    private long owner;
    private long ownersSet;

    @BeforeAll
    static void openDatabase() {
        database = TestDatabase.open();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @BeforeEach
    void makeOwner() {
        name = "t" + NUMBER.incrementAndGet();
        tenant = insert("insert into tenant (ref, label) values (?, ?) returning id", name, name);
        owner = insert("insert into identity (tenant_id, login) values (?, ?) returning id", tenant, name);
        ownersSet = set(tenant, name + ".owners", "[{'resource': 'rules', 'actions': ['read', 'delete']}]");
        assign(ownersSet);
        set(tenant, name + ".readers", "[{'resource': 'rules', 'actions': ['read']}]");
        set(tenant, name + ".keepers", "[{'resource': 'keys', 'actions': ['decrypt']}]");
    }

    @Test
    void theSetsOfARunCountWhileItsExecutorCouldHandThemOn() {
        long run = run(null, owner, null);

        assertThat(held(run, name + ".readers")).isTrue();
        assertThat(reason(run, name + ".keepers")).contains("'" + name + "'", "keys:decrypt");

        change("delete from permission_assignment where identity_id = ?", owner);
        assertThat(reason(run, name + ".readers")).contains("rules:read");
    }

    @Test
    void aFrozenOrVanishedExecutorHandsNothingOn() {
        long run = run(null, owner, null);

        change("update identity set frozen = true where id = ?", owner);
        assertThat(reason(run, name + ".readers")).contains("frozen");
        change("delete from identity where id = ?", owner);
        assertThat(reason(run, name + ".readers")).contains("nobody stands behind");
        assertThat(held(run, "standard")).isTrue();
    }

    @Test
    void aSetThatIsGoneIsNamed() {
        assertThat(reason(run(null, owner, null), name + ".gone", name + ".readers"))
                .contains(name + ".gone")
                .doesNotContain(name + ".readers");
    }

    @Test
    void forARuleOfAPacksFilesWhoeverInstalledThePackAnswers() {
        long pack = insert(
                "insert into pack (tenant_id, ref, label, version, installed_by) values (?, ?, 'P', '1', ?) returning id",
                tenant,
                name,
                owner);
        rule(pack, false);
        long run = run(null, SYSTEM, name + ".rule");
        long child = run(run, SYSTEM, null);

        assertThat(held(run, name + ".readers")).isTrue();
        assertThat(held(child, name + ".readers")).isTrue();
        assertThat(reason(child, name + ".keepers")).contains("keys:decrypt");

        change("update pack set installed_by = null where id = ?", pack);
        assertThat(reason(run, name + ".readers")).contains("nobody stands behind");
    }

    @Test
    void aRuleWhoseAuthorIsGoneIsNotThePlatforms() {
        long pack = insert(
                "insert into pack (tenant_id, ref, label, version) values (null, ?, 'P', '1') returning id", name);
        rule(pack, true);

        assertThat(reason(run(null, SYSTEM, name + ".rule"), name + ".readers")).contains("nobody stands behind");
        assertThat(reason(run(null, SYSTEM, "no.rule"), name + ".readers")).contains("nobody stands behind");
    }

    @Test
    void thePlatformHandsOnSetsOfSystemPacksOnly() {
        long pack = insert(
                "insert into pack (tenant_id, ref, label, version) values (null, ?, 'P', '1') returning id", name);
        rule(pack, false);
        set(null, name + ".shipped", "[{'resource': 'rules', 'actions': ['read']}]");
        long run = run(null, SYSTEM, name + ".rule");

        assertThat(held(run, name + ".shipped")).isTrue();
        assertThat(reason(run, name + ".readers")).contains("system packs only");
    }

    private boolean held(long run, String... sets) {
        return answer(run, sets) instanceof Answer.Held;
    }

    private String reason(long run, String... sets) {
        return answer(run, sets) instanceof Answer.Withdrawn(var reason) ? reason : "it is held";
    }

    private Answer answer(long run, String... sets) {
        return database.transactions()
                .engine(tx ->
                        authority.of(tx, backings.find(tx, new ExecutionId(run)).orElseThrow(), List.of(sets)));
    }

    private long run(@Nullable Long parent, long executor, @Nullable String rule) {
        return insert(
                "insert into execution (tenant_id, action_ref, parent_id, executor, rule_ref) values (?, 'core.echo', ?, ?, ?)"
                        + " returning id",
                tenant,
                parent,
                executor,
                rule);
    }

    private void rule(long pack, boolean adhoc) {
        insert("""
                insert into rule (tenant_id, pack_id, pack_ref, ref, label, action_ref, trigger_ref, is_adhoc)
                values (?, ?, ?, ?, 'Rule', 'core.echo', 'core.alert', ?) returning id""", tenant, pack, name, name + ".rule", adhoc);
    }

    private static long set(@Nullable Long tenant, String ref, String grants) {
        return insert(
                "insert into permission_set (tenant_id, ref, grants) values (?, ?, ?::jsonb) returning id",
                tenant,
                ref,
                grants.replace('\'', '"'));
    }

    private void assign(long set) {
        insert(
                "insert into permission_assignment (tenant_id, identity_id, permission_set_id) values (?, ?, ?) returning id",
                tenant,
                owner,
                set);
    }

    private static long insert(String sql, @Nullable Object... values) {
        return database.transactions()
                .engine(tx -> tx.sql().fetchSingle(sql, values).get(0, Long.class));
    }

    private static void change(String sql, Object... values) {
        database.transactions().engineTask(tx -> tx.sql().execute(sql, values));
    }
}
