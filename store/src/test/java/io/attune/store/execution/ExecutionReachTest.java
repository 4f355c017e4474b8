package io.attune.store.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import io.attune.engine.permission.Grant;
import io.attune.engine.permission.Grant.Constraints;
import io.attune.engine.permission.GrantSet;
import io.attune.engine.permission.Target;
import io.attune.model.execution.ExecutionSummary;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.model.id.TenantId;
import io.attune.model.identity.Identity;
import io.attune.store.TenantScope;
import io.attune.store.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The condition on rows and the check of one target say the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExecutionReachTest {
    private static final TenantScope SCOPE = new TenantScope(new TenantId(7), false);
    private static final IdentityId ANN = new IdentityId(1);

    private final ExecutionViewStore executions = new ExecutionViewStore();
    private final TestDatabase database = TestDatabase.open();

    @BeforeAll
    void fill() {
        database.transactions().engineTask(tx -> tx.sql().execute("""
                insert into execution (id, tenant_id, action_ref, executor, parent_id) overriding system value
                values
                    (1, 7, 'red.a', 1, null),
                    (2, 7, 'red.b', 2, null),
                    (3, 7, 'redder.a', 2, 1),
                    (4, 7, 'blue.a', 2, 3),
                    (5, 7, 'blue.a', null, null),
                    (6, 7, 'blue.b', 1, 2),
                    (7, 7, 'blue.c', 2, 5),
                    (8, 8, 'red.a', 1, null)
                """));
    }

    @AfterAll
    void close() {
        database.close();
    }

    static Stream<List<Grant>> grants() {
        return Stream.of(
                List.of(),
                List.of(grant(null)),
                List.of(packs("red")),
                List.of(packs("blue", "nothing")),
                List.of(grant(
                        new Constraints(null, null, null, null, null, null, List.of("blue.a"), null, null, null))),
                List.of(grant(new Constraints(null, null, null, null, null, null, null, List.of(4L, 8L), null, null))),
                List.of(scope("self")),
                List.of(scope("descendants")),
                List.of(scope("any")),
                List.of(scope("nonsense")),
                List.of(owner("none")),
                List.of(owner("self")),
                List.of(owner("any")),
                List.of(grant(new Constraints(
                        List.of("blue"), null, null, null, null, "descendants", null, null, null, null))),
                List.of(packs("redder"), scope("self")),
                List.of(grant(new Constraints(null, null, List.of("pack"), null, null, null, null, null, null, null))),
                List.of(grant(new Constraints(null, null, null, null, null, null, null, null, true, null))),
                List.of(grant(new Constraints(null, null, null, null, null, null, null, null, null, Map.of()))));
    }

    @ParameterizedTest
    @MethodSource("grants")
    void pagesAndCountsAreOfWhatTheGrantsReach(List<Grant> grants) {
        var held = GrantSet.of(grants, ann());
        var reach = ExecutionReach.of(ANN, null, held.naming("executions", "read"));

        database.transactions().tenantTask(SCOPE, tx -> {
            var all = executions.list(tx, SCOPE, ExecutionReach.ALL, ExecutionFilter.NONE, 0, 100);
            assertThat(all).hasSize(7);
            var readable = all.stream()
                    .filter(execution -> isOwn(execution)
                            || held.allow(
                                    "executions",
                                    "read",
                                    target(
                                            execution,
                                            executions.ancestorExecutors(tx, SCOPE, new ExecutionId(execution.id())))))
                    .toList();
            assertThat(executions.list(tx, SCOPE, reach, ExecutionFilter.NONE, 0, 100))
                    .isEqualTo(readable);
            assertThat(executions.count(tx, SCOPE, reach, ExecutionFilter.NONE)).isEqualTo(readable.size());
            assertThat(executions.countByStatus(tx, SCOPE, reach).values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(readable.size());
        });
    }

    @Test
    void aRunOwnsItselfAndNothingElseOfItsExecutor() {
        var reach = ExecutionReach.of(ANN, new ExecutionId(6), List.of());

        var found = database.transactions()
                .tenant(SCOPE, tx -> executions.list(tx, SCOPE, reach, ExecutionFilter.NONE, 0, 100));

        assertThat(found).extracting(ExecutionSummary::id).containsExactly(6L);
    }

    private static boolean isOwn(ExecutionSummary execution) {
        return Long.valueOf(ANN.value()).equals(execution.executor());
    }

    private static Target target(ExecutionSummary execution, List<IdentityId> above) {
        String ref = execution.actionRef();
        return new Target(
                ref.substring(0, Math.max(0, ref.indexOf('.'))),
                ref,
                execution.id(),
                execution.executor() == null ? null : new IdentityId(execution.executor()),
                above);
    }

    private static Grant packs(String... refs) {
        return grant(new Constraints(List.of(refs), null, null, null, null, null, null, null, null, null));
    }

    private static Grant scope(String word) {
        return grant(new Constraints(null, null, null, null, null, word, null, null, null, null));
    }

    private static Grant owner(String word) {
        return grant(new Constraints(null, word, null, null, null, null, null, null, null, null));
    }

    private static Grant grant(@Nullable Constraints constraints) {
        return new Grant("executions", List.of("read"), constraints);
    }

    private static Identity ann() {
        return new Identity(
                ANN,
                SCOPE.tenant(),
                "ops",
                false,
                "ann@example.com",
                null,
                true,
                NullNode.getInstance(),
                false,
                false,
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
