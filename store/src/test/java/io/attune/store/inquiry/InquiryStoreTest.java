package io.attune.store.inquiry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.model.id.InquiryId;
import io.attune.model.id.TenantId;
import io.attune.model.inquiry.Inquiry;
import io.attune.model.inquiry.InquiryOrigin;
import io.attune.model.inquiry.InquiryStatus;
import io.attune.store.TenantScope;
import io.attune.store.TestDatabase;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.execution.Moved;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InquiryStoreTest {
    private static final JsonNode YES = JsonNodeFactory.instance.objectNode().put("approved", true);

    private final TestDatabase database = TestDatabase.open();
    private final Transactions transactions = database.transactions();
    private final InquiryStore inquiries = new InquiryStore();
    private final InquiryViewStore views = new InquiryViewStore();
    private TenantId tenant;
    private TenantId other;

    @BeforeAll
    void open() {
        tenant = new TenantId(number("insert into tenant (ref, label) values ('t', 'T') returning id"));
        other = new TenantId(number("insert into tenant (ref, label) values ('o', 'O') returning id"));
    }

    @AfterAll
    void close() {
        database.close();
    }

    @BeforeEach
    void empty() {
        transactions.engineTask(tx -> tx.sql().execute("delete from execution"));
    }

    private long number(String sql) {
        return transactions.engine(tx -> tx.sql().fetchSingle(sql).get(0, Long.class));
    }

    private ExecutionId execution(@Nullable ExecutionId parent, @Nullable String task) {
        return new ExecutionId(
                number("insert into execution (tenant_id, action_ref, status, parent_id, task_name) values (" + tenant
                        + ", 'core.ask', 'running', " + parent + ", " + (task == null ? "null" : "'" + task + "'")
                        + ") returning id"));
    }

    private ExecutionId execution() {
        return execution(null, null);
    }

    private InquiryId ask(ExecutionId execution, @Nullable Duration limit) {
        var asked = new NewInquiry(tenant, execution, InquiryOrigin.ASK, "Well?", null, YES, null, limit, null);
        return Objects.requireNonNull(
                transactions.engine(tx -> inquiries.insert(tx, List.of(asked))).get(execution));
    }

    private List<InquiryId> answer(InquiryId inquiry) {
        return transactions.engine(tx ->
                inquiries.end(tx, List.of(new EndedInquiry(inquiry, InquiryStatus.RESPONDED, YES, new IdentityId(1)))));
    }

    private LockedInquiry locked(InquiryId inquiry) {
        return transactions.engine(tx -> inquiries.lock(tx, inquiry).orElseThrow());
    }

    @Test
    void anExecutionHasOneInquiry() {
        var execution = execution();
        var first = ask(execution, null);

        var again = transactions.engine(tx -> inquiries.insert(
                tx,
                List.of(new NewInquiry(
                        tenant, execution, InquiryOrigin.REQUEST, "Again?", null, null, null, null, null))));

        assertThat(again).isEmpty();
        assertThat(locked(first).inquiry().prompt()).isEqualTo("Well?");
    }

    @Test
    void anInquiryIsReadAsItWasMade() {
        var until = Instant.parse("2030-01-01T00:00:00Z");
        var workflow = execution();
        var execution = execution(workflow, "gate");
        var schema = JsonNodeFactory.instance.objectNode();
        schema.putObject("approved").put("type", "boolean");
        var asked = new NewInquiry(
                tenant,
                execution,
                InquiryOrigin.RESULT,
                "Well?",
                schema,
                YES,
                new IdentityId(1),
                Duration.ofSeconds(1),
                until);
        var id = transactions.engine(tx -> inquiries.insert(tx, List.of(asked))).get(execution);

        var found = locked(Objects.requireNonNull(id));

        assertThat(found.asker()).as("a task asks for its workflow").isEqualTo(workflow);
        assertThat(found.inquiry().responseSchema()).isEqualTo(schema);
        assertThat(found.inquiry().defaultResponse()).isEqualTo(YES);
        assertThat(found.inquiry().assignedTo()).isEqualTo(new IdentityId(1));
        assertThat(found.inquiry().timeoutAt()).isEqualTo(until);
        assertThat(found.inquiry().origin()).isEqualTo(InquiryOrigin.RESULT);
        assertThat(seen(tenant, id)).contains(found.inquiry());
        assertThat(seen(other, id)).isEmpty();
    }

    private Optional<Inquiry> seen(TenantId by, InquiryId inquiry) {
        var scope = new TenantScope(by, true);
        return transactions.tenant(scope, tx -> views.find(tx, scope, inquiry));
    }

    @Test
    void anInquiryEndsOnce() throws Exception {
        var inquiry = ask(execution(), null);
        List<Callable<List<InquiryId>>> answers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            answers.add(() -> answer(inquiry));
        }
        List<InquiryId> written = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(answers)) {
                written.addAll(answer.get());
            }
        }

        assertThat(written).containsExactly(inquiry);
        var ended = locked(inquiry).inquiry();
        assertThat(ended.status()).isEqualTo(InquiryStatus.RESPONDED);
        assertThat(ended.response()).isEqualTo(YES);
        assertThat(ended.respondedAt()).isNotNull();
        assertThat(ended.respondedBy()).isEqualTo(new IdentityId(1));
    }

    @Test
    void whatIsDueIsFoundTheLongestDueFirstAndByOneNode() {
        var never = ask(execution(), null);
        var later = ask(execution(), Duration.ofHours(1));
        var second = ask(execution(), Duration.ofMillis(-10));
        var first = ask(execution(), Duration.ofSeconds(-10));
        assertThat(answer(ask(execution(), Duration.ofSeconds(-20)))).hasSize(1);

        transactions.engineTask(tx -> {
            assertThat(due(tx, List.of())).containsExactly(first, second);
            List<InquiryId> elsewhere = transactions.engine(another -> due(another, List.of()));
            assertThat(elsewhere).as("what one node has in hand").isEmpty();
        });
        transactions.engineTask(tx -> {
            assertThat(due(tx, List.of(first))).containsExactly(second);
            assertThat(inquiries.untilNext(tx, List.of(first, second)).orElseThrow())
                    .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
            assertThat(inquiries.untilNext(tx, List.of(first, second, later))).isEmpty();
        });
        assertThat(locked(never).inquiry().timeoutAt()).isNull();
    }

    private List<InquiryId> due(Tx tx, List<InquiryId> except) {
        return inquiries.lockDue(tx, except, 10).stream()
                .map(found -> found.inquiry().id())
                .toList();
    }

    /** FIX-18: neither by reading all inquiries of the past, nor all that may wait. */
    @Test
    void whatIsDueIsFoundByItsIndex() {
        transactions.engineTask(tx -> {
            tx.sql().execute("""
                    insert into execution (tenant_id, action_ref, status, ended_at)
                    select %s, 'core.noop', 'completed', now() from generate_series(1, 20000)
                    """.formatted(tenant));
            tx.sql().execute("""
                    insert into inquiry (tenant_id, execution_id, origin, prompt, status, timeout_at)
                    select tenant_id, id, 'request', 'Well?', case when id % 4 = 0 then 'pending' else 'timeout' end,
                        now() + id * interval '1 minute'
                    from execution
                    """);
            tx.sql().execute("analyze inquiry");
            var plan = tx.sql().fetch("""
                            explain select id from inquiry
                            where status = 'pending' and timeout_at <= statement_timestamp() order by timeout_at, id limit 200
                            """).getValues(0, String.class);
            assertThat(plan)
                    .anyMatch(line -> line.contains("inquiry_due"))
                    .anyMatch(line -> line.contains("Index Cond") && line.contains("timeout_at"));
        });
    }

    @Test
    void aProcessThatAskedLeavesItsRunBehind() {
        long worker = number("insert into worker (name, incarnation) values ('w', 'i') returning id");
        var execution = execution();
        transactions.engineTask(
                tx -> tx.sql().execute("update execution set worker_id = " + worker + " where id = " + execution));

        List<Moved> left = transactions.engine(tx -> inquiries.detach(
                tx, Map.of(execution, JsonNodeFactory.instance.objectNode().put("__inquiry_id", 7))));

        assertThat(left).as("under no policy").containsExactly(new Moved(execution, null, null));
        var row = transactions.engine(tx -> tx.sql()
                .fetchSingle(
                        "select status, worker_id, result ->> '__inquiry_id' from execution where id = " + execution));
        assertThat(row.get(0)).isEqualTo("running");
        assertThat(row.get(1)).isNull();
        assertThat(row.get(2)).isEqualTo("7");
    }

    @Test
    void theLineOfARunLeadsToTheTop() {
        var top = execution();
        var middle = execution(top, null);
        var run = execution(middle, null);

        var line = transactions.engine(tx -> inquiries.line(tx, run));

        assertThat(line).isEqualTo(new InquiryStore.Line(List.of(run, middle, top), true));
    }

    @Test
    void aLineThatIsTooLongIsCutOff() {
        var run = execution();
        for (int i = 0; i < 100; i++) {
            run = execution(run, null);
        }
        var deep = run;
        assertThat(transactions.engine(tx -> inquiries.line(tx, deep)).whole()).isTrue();

        var deeper = execution(execution(deep, null), null);

        assertThat(transactions.engine(tx -> inquiries.line(tx, deeper)).whole())
                .isFalse();
    }

    @Test
    void anInquiryGoesWithItsExecutionAndItsSecretsWithIt() {
        var execution = execution();
        var inquiry = ask(execution, null);
        transactions.engineTask(tx -> tx.sql().execute("""
                insert into execution_secret_value (tenant_id, entity_type, entity_id, json_path, source_kind, sealed)
                values (%s, 'inquiry_default', %s, '/pin', 'parameter_schema', 'v2:1:abc')
                """.formatted(tenant, inquiry)));

        transactions.engineTask(tx -> tx.sql().execute("delete from execution where id = " + execution));

        assertThat(number("select count(*) from inquiry")).isZero();
        assertThat(number("select count(*) from execution_secret_value where entity_type like 'inquiry%'"))
                .isZero();
    }

    @Test
    void onlyIdentitiesOfTheTenantCanBeAsked() {
        long own = number("insert into identity (tenant_id, login) values (" + tenant + ", 'own') returning id");
        long foreign = number("insert into identity (tenant_id, login) values (" + other + ", 'foreign') returning id");

        List<IdentityId> known = transactions.engine(tx -> inquiries.identities(
                tx, tenant, List.of(new IdentityId(own), new IdentityId(foreign), new IdentityId(999))));

        assertThat(known).containsExactly(new IdentityId(own));
    }
}
