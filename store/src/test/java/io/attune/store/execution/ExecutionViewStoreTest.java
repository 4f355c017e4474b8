package io.attune.store.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.TenantId;
import io.attune.store.TenantScope;
import io.attune.store.TestDatabase;
import java.sql.SQLException;
import org.jooq.conf.ParamType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A page of a list reads its own rows, whatever else has piled up. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExecutionViewStoreTest {
    private static final TenantScope SCOPE = new TenantScope(new TenantId(7), false);

    private final ExecutionViewStore executions = new ExecutionViewStore();
    private TestDatabase database;

    @BeforeAll
    void open() throws SQLException {
        database = TestDatabase.open();
        try (var connection = database.connection().connect();
                var statement = connection.createStatement()) {
            // By the owner of the table: nobody else may analyze it.
            statement.execute("""
                    insert into execution (tenant_id, action_ref, rule_ref, status, started_at, ended_at)
                    select 7, 'p.a', 'p.ended', case n % 100 when 0 then 'failed' else 'completed' end, now(), now()
                    from generate_series(1, 3000) as n;
                    insert into execution (tenant_id, action_ref, rule_ref)
                    select 7, 'p.a', case n % 1000 when 0 then 'p.rare' else 'p.flood' end from generate_series(1, 40000) as n;
                    insert into execution (tenant_id, action_ref, rule_ref, status, started_at, ended_at)
                    select 8, 'p.a', 'p.foreign', 'completed', now(), now() from generate_series(1, 20000) as n;
                    analyze execution
                    """);
        }
    }

    @AfterAll
    void close() {
        database.close();
    }

    @ParameterizedTest
    @CsvSource({
        "REQUESTED, execution_active",
        "COMPLETED, execution_ended",
        "FAILED, execution_ended",
        "TIMEOUT, execution_ended"
    })
    void aPageOfAStatusIsReadFromItsIndex(ExecutionStatus status, String index) {
        assertThat(plan(ExecutionFilter.ofStatus(status)))
                .contains("using " + index)
                .doesNotContain("Sort", "Seq Scan");
    }

    @Test
    void aPageOfARuleIsReadFromItsIndex() {
        var plan = plan(new ExecutionFilter(null, null, "p.rare", null, null, null, null, null, false, null));

        assertThat(plan).contains("using execution_by_rule").doesNotContain("Sort", "Seq Scan");
    }

    @Test
    void everyStatusIsFound() {
        assertThat(count(ExecutionStatus.REQUESTED)).isEqualTo(40_000);
        assertThat(count(ExecutionStatus.COMPLETED)).isEqualTo(2_970);
        assertThat(count(ExecutionStatus.FAILED)).isEqualTo(30);
        assertThat(count(ExecutionStatus.RUNNING)).isZero();
    }

    private long count(ExecutionStatus status) {
        return database.transactions()
                .tenant(SCOPE, tx -> executions.count(tx, SCOPE, ExecutionReach.ALL, ExecutionFilter.ofStatus(status)));
    }

    private String plan(ExecutionFilter filter) {
        return database.transactions()
                .tenant(
                        SCOPE,
                        tx -> String.join(
                                "\n",
                                tx.sql()
                                        .fetch("explain "
                                                + ExecutionViewStore.page(
                                                                tx.sql(), SCOPE, ExecutionReach.ALL, filter, 0, 50)
                                                        .getSQL(ParamType.INLINED))
                                        .getValues(0, String.class)));
    }
}
