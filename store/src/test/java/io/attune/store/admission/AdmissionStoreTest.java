package io.attune.store.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.engine.admission.AdmissionDecider;
import io.attune.engine.admission.GroupState;
import io.attune.engine.admission.Limits;
import io.attune.engine.admission.StartHistory;
import io.attune.model.id.AdmissionGroupId;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.PolicyId;
import io.attune.model.id.TenantId;
import io.attune.model.policy.PolicyMethod;
import io.attune.model.policy.RateLimit;
import io.attune.store.TenantScope;
import io.attune.store.TestDatabase;
import io.attune.store.Tx;
import io.attune.store.admission.AdmissionStore.Admitted;
import io.attune.store.admission.AdmissionStore.Entry;
import io.attune.store.admission.AdmissionStore.Left;
import io.attune.store.admission.AdmissionStore.Standing;
import io.attune.store.admission.AdmissionStore.Starts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdmissionStoreTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final AdmissionGroupStore groups = new AdmissionGroupStore();
    private final AdmissionStore store = new AdmissionStore();
    private TestDatabase database;
    private TenantId tenant;
    private PolicyId policy;

    @BeforeEach
    void open() {
        database = TestDatabase.open();
        tenant = new TenantId(id("insert into tenant (ref, label) values ('team', 'Team') returning id"));
        policy = policy("team.one", 1);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aGroupIsMadeOnFirstUseWithTheLimitsOfItsPolicy() {
        execute(
                "update policy set rate_max_executions = 5, rate_window_seconds = 60, method = 'cancel', queue_limit = 7");

        var group = locked("{}");

        assertThat(group.limits())
                .isEqualTo(new Limits(1, new RateLimit(5, Duration.ofMinutes(1)), PolicyMethod.CANCEL, 7));
        assertThat(group.policyRef()).isEqualTo("team.one");
        assertThat(group.active()).isZero();
        assertThat(locked("{}").id()).as("the same one from then on").isEqualTo(group.id());
        assertThat(locked("{\"identity\":4}").id()).isNotEqualTo(group.id());
    }

    @Test
    void withoutItsPolicyAGroupHasNoLimits() {
        var group = locked("{}");
        execute("delete from policy");

        assertThat(lockById(group.id()).limits()).isEqualTo(Limits.NONE);
        assertThat(lockById(group.id()).policyRef()).isNull();
    }

    /** Somebody ends, or comes, while the policy is widened: decided with the old limits, those in the line would wait on. */
    @Test
    void whoWaitedForAChangeOfThePolicyKnowsIt() throws Exception {
        var group = locked("{}");
        try (var others = Executors.newVirtualThreadPerTaskExecutor()) {
            var later = database.transactions().engine(tx -> {
                tx.sql().execute("update policy set threshold = 4");
                var begun = others.submit(() -> lockById(group.id()));
                awaitFollower(tx);
                return begun;
            });

            assertThat(later.get().limits().threshold()).isEqualTo(4);
        }
    }

    /** Until somebody waits for what the transaction holds. */
    private static void awaitFollower(Tx tx) {
        var isThere =
                "select exists (select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid)))";
        while (!tx.sql().fetchSingle(isThere).get(0, Boolean.class)) {
            tx.sql().execute("select pg_sleep(0.01)");
        }
    }

    @Test
    void theLineIsInTheOrderOfPlacesWhoeverWasWrittenFirst() {
        var group = locked("{}");
        write(group, 0, 3, entry(group, 30, HOUR), entry(group, 10, HOUR), entry(group, 20, HOUR));

        assertThat(promote(group, 2)).containsExactly(new ExecutionId(10), new ExecutionId(20));
        assertThat(promote(group, 2)).containsExactly(new ExecutionId(30));
        assertThat(promote(group, 2)).isEmpty();
    }

    @Test
    void whoComesAnewTakesThePlaceBehindEverybodyWhoHasANumberAlready() {
        var group = locked("{}");
        long newest = id(
                "insert into execution (tenant_id, action_ref) values (?, 'core.echo') returning id", tenant.value());
        write(group, 0, 1, entry(group, newest, HOUR));
        write(group, 0, 2, new Entry(group.id(), tenant, new ExecutionId(900), false, null, HOUR));

        assertThat(promote(group, 2)).containsExactly(new ExecutionId(newest), new ExecutionId(900));
    }

    @Test
    void whoLeavesIsCountedAsWhatItWas() {
        var group = locked("{}");
        write(group, 1, 2, entry(group, 1, null), entry(group, 2, HOUR), entry(group, 3, HOUR));

        var left = database.transactions()
                .engine(tx -> store.leave(tx, List.of(new ExecutionId(1), new ExecutionId(3), new ExecutionId(99))));

        assertThat(left).isEqualTo(Map.of(group.id(), new Left(1, 1)));
    }

    @Test
    void onlySoManyStartsAreKept() {
        execute("update policy set rate_max_executions = 3, rate_window_seconds = 60");
        var group = locked("{}");
        var first = Instant.parse("2026-01-01T00:00:00Z");
        starts(group, 0, 5, first);
        starts(group, 5, 6, first.plusSeconds(10));

        assertThat(longs("select number from admission_start order by number")).containsExactly(4L, 5L, 6L);
        execute("update admission_group set starts = 6");
        var history = database.transactions()
                .engine(tx -> store.history(tx, groups.lock(tx, List.of(), List.of(group.id())), Map.of(group.id(), 2)))
                .byGroup()
                .get(group.id());
        assertThat(history).isEqualTo(new StartHistory(6, Map.of(4L, first, 5L, first, 6L, first.plusSeconds(10))));
    }

    @Test
    void aChangedOrDeletedPolicyIsDueForThoseWhoWait() {
        var waiting = locked("{}");
        write(waiting, 1, 1, entry(waiting, 1, HOUR));
        var idle = locked("{\"identity\":1}");
        assertThat(due()).isEmpty();

        execute("update policy set threshold = 2");
        assertThat(due()).containsExactly(waiting.id());

        execute("update admission_group set due_at = null");
        execute("delete from policy where id = ?", policy.value());
        assertThat(due()).containsExactly(waiting.id()).doesNotContain(idle.id());
    }

    @Test
    void whoHasWaitedForAsLongAsItMayIsOverdue() {
        var group = locked("{}");
        write(group, 0, 2, entry(group, 1, Duration.ofSeconds(1)), entry(group, 2, HOUR));
        execute("update admission set deadline = deadline - interval '2 seconds' where execution_id = 1");

        var overdue = database.transactions().engine(tx -> store.overdue(tx, 10));
        assertThat(overdue).containsExactly(new AdmissionStore.Overdue(new ExecutionId(1), group.id(), "team.one"));
        assertThat(database.transactions().engine(store::untilNext)).contains(Duration.ZERO);
    }

    @Test
    void onlyIdleGroupsAreSwept() {
        var idle = locked("{}");
        var active = locked("{\"identity\":1}");
        write(active, 1, 0, entry(active, 1, null));
        execute("update admission_group set updated = now() - interval '1 hour'");

        int swept = database.transactions().engine(tx -> groups.sweepIdle(tx, Duration.ofMinutes(10)));
        assertThat(swept).isEqualTo(1);
        assertThat(longs("select id from admission_group"))
                .containsExactly(active.id().value())
                .doesNotContain(idle.id().value());
    }

    @Test
    void whoWaitsIsToldWhyAndWhere() {
        execute("update policy set threshold = 2");
        var group = locked("{}");
        write(
                group,
                2,
                3,
                entry(group, 1, null),
                entry(group, 2, null),
                entry(group, 5, HOUR),
                entry(group, 3, HOUR),
                entry(group, 4, HOUR));

        var waiting = waiting(tenant, 5);

        assertThat(waiting.map(Waiting::position)).contains(3L);
        assertThat(waiting.map(Waiting::active)).contains(2);
        assertThat(waiting.map(Waiting::threshold)).contains(2);
        assertThat(waiting.map(Waiting::waiting)).contains(3);
        assertThat(waiting.map(Waiting::policyRef)).contains("team.one");
        assertThat(waiting(tenant, 1)).as("it waits no more").isEmpty();
        assertThat(waiting(new TenantId(tenant.value() + 1), 5))
                .as("another tenant's")
                .isEmpty();
    }

    @Test
    void whoWaitsForARunAboveItIsToldSo() {
        long workflow = id(
                "insert into execution (tenant_id, action_ref) values (?, 'team.flow') returning id", tenant.value());
        long child = id(
                "insert into execution (tenant_id, action_ref, parent_id) values (?, 'team.act', ?) returning id",
                tenant.value(),
                workflow);
        var group = locked("{}");
        write(group, 1, 1, entry(group, workflow, null), entry(group, child, HOUR));

        assertThat(waiting(tenant, child).map(Waiting::ancestor)).contains(workflow);
    }

    @Test
    void twoWhoComeAtOnceAreDecidedOneAfterTheOther() throws Exception {
        execute("update policy set threshold = 50");
        int each = 60;
        var bothStarted = new CountDownLatch(2);
        try (var threads = Executors.newFixedThreadPool(2)) {
            Callable<Integer> many = () -> {
                bothStarted.countDown();
                assertThat(bothStarted.await(20, TimeUnit.SECONDS)).isTrue();
                int admitted = 0;
                for (int i = 0; i < each; i++) {
                    admitted += database.transactions().engine(this::oneComes);
                }
                return admitted;
            };
            var one = threads.submit(many);
            var other = threads.submit(many);
            assertThat(one.get() + other.get()).as("admitted of 120").isEqualTo(50);
        }
        assertThat(longs("select count(*) from admission where waiting")).containsExactly(70L);
        assertThat(longs("select active from admission_group")).containsExactly(50L);
        assertThat(longs("select waiting from admission_group")).containsExactly(70L);
    }

    @Test
    void aGroupIsFoundByItsNameAmongMany() {
        execute("""
                insert into admission_group (policy_id, tenant_id, key)
                select ?, ?, n::text from generate_series(1, 50000) as n
                """, policy.value(), tenant.value());
        execute("analyze admission_group");

        var plan = database.transactions()
                .engine(tx -> String.join(
                        "\n",
                        tx.sql()
                                .fetch(
                                        "explain " + AdmissionGroupStore.LOCK,
                                        new Long[] {7L},
                                        new Long[] {policy.value()},
                                        new Long[] {tenant.value()},
                                        new String[] {"9"})
                                .getValues(0, String.class)));

        assertThat(plan).doesNotContain("Seq Scan on admission_group");
    }

    private int oneComes(Tx tx) {
        long execution = id(
                tx,
                "insert into execution (tenant_id, action_ref) values (?, 'core.echo') returning id",
                tenant.value());
        var group = groups.lock(tx, List.of(new GroupRef(policy, tenant, "{}")), List.of())
                .getFirst();
        var decision = AdmissionDecider.decide(
                group.limits(),
                new GroupState(group.active(), group.waiting(), StartHistory.NONE),
                Instant.EPOCH,
                1,
                10);
        boolean admitted = decision.state().active() > group.active();
        store.write(
                tx,
                List.of(entry(group, execution, admitted ? null : HOUR)),
                List.of(new Standing(
                        group.id(), decision.state().active(), decision.state().waiting(), 0, Optional.empty())));
        return admitted ? 1 : 0;
    }

    private PolicyId policy(String ref, int threshold) {
        return new PolicyId(id(
                "insert into policy (tenant_id, ref, name, threshold) values (?, ?, 'P', ?) returning id",
                tenant.value(),
                ref,
                threshold));
    }

    private LockedGroup locked(String key) {
        return database.transactions()
                .engine(tx -> groups.lock(tx, List.of(new GroupRef(policy, tenant, key)), List.of())
                        .getFirst());
    }

    private LockedGroup lockById(AdmissionGroupId group) {
        return database.transactions()
                .engine(tx -> groups.lock(tx, List.of(), List.of(group)).getFirst());
    }

    private Entry entry(LockedGroup group, long execution, @Nullable Duration waits) {
        return new Entry(group.id(), tenant, new ExecutionId(execution), true, null, waits);
    }

    private void write(LockedGroup group, int active, int waiting, Entry... entries) {
        database.transactions()
                .engineTask(tx -> store.write(
                        tx,
                        List.of(entries),
                        List.of(new Standing(group.id(), active, waiting, active, Optional.empty()))));
    }

    private void starts(LockedGroup group, long before, long now, Instant at) {
        database.transactions().engineTask(tx -> store.writeStarts(tx, List.of(new Starts(group, before, now, 3)), at));
    }

    private List<ExecutionId> promote(LockedGroup group, int many) {
        return database.transactions().engine(tx -> store.promote(tx, Map.of(group.id(), many))).stream()
                .map(Admitted::execution)
                .toList();
    }

    private List<AdmissionGroupId> due() {
        return database.transactions().engine(tx -> groups.lockDue(tx, 10));
    }

    private Optional<Waiting> waiting(TenantId of, long execution) {
        return database.transactions()
                .tenant(
                        new TenantScope(of, false),
                        tx -> new WaitingStore().find(tx, new TenantScope(of, false), new ExecutionId(execution)));
    }

    private void execute(String sql, Object... values) {
        database.transactions().engineTask(tx -> tx.sql().execute(sql, values));
    }

    private List<Long> longs(String sql) {
        return database.transactions()
                .engine(tx -> new ArrayList<>(tx.sql().fetch(sql).getValues(0, Long.class)));
    }

    private long id(String sql, Object... values) {
        return database.transactions().engine(tx -> id(tx, sql, values));
    }

    private static long id(Tx tx, String sql, Object... values) {
        return tx.sql().fetchSingle(sql, values).get(0, Long.class);
    }
}
