package io.attune.store.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.store.TestDatabase;
import io.attune.store.execution.PastRunStore;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How the statements that run for each child of a workflow find their rows, whatever their arguments. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkflowPlansTest {
    private final TestDatabase database = TestDatabase.open();

    @BeforeAll
    void aWorkflowWithTwentyThousandItems() {
        database.transactions().engineTask(tx -> tx.sql().execute("""
                insert into execution (tenant_id, action_ref, status, parent_id, task_name, task_iteration, task_item, retry_count, workflow_task)
                select 1, 'core.noop', 'requested', 7, 'each', 1, item, 0, '{}' from generate_series(0, 19999) as item;
                insert into workflow_run (execution_id, tenant_id) select run, 1 from generate_series(1, 2000) as run;
                insert into workflow_input (workflow_id, tenant_id, kind)
                select 1 + input % 20, 1, 'start' from generate_series(1, 20000) as input;
                analyze execution;
                analyze workflow_run;
                analyze workflow_input;
                """));
    }

    @AfterAll
    void close() {
        database.close();
    }

    /** The plan that serves for all arguments. */
    private String plan(String sql) {
        StringBuilder numbered = new StringBuilder();
        int parameter = 0;
        for (String part : sql.split("\\?", -1)) {
            numbered.append(parameter == 0 ? "" : "$" + parameter).append(part);
            parameter++;
        }
        String arguments = String.join(", ", Collections.nCopies(parameter - 1, "null"));
        return database.transactions().engine(tx -> {
            tx.sql().execute("set local plan_cache_mode = force_generic_plan");
            tx.sql().execute("prepare hot as " + numbered);
            List<String> lines =
                    tx.sql().fetch("explain execute hot (" + arguments + ")").getValues(0, String.class);
            tx.sql().execute("deallocate hot");
            return String.join("\n", lines);
        });
    }

    @Test
    void aChildIsFoundByItsWholeKey() {
        for (String sql :
                List.of(TaskRunStore.HELD, PastRunStore.CHILD, TaskRunStore.RESULTS.formatted(TaskRunStore.ITEM))) {
            assertThat(plan(sql))
                    .contains("execution_of_task")
                    .containsPattern("Index Cond: .*COALESCE\\((execution\\.)?task_item")
                    .doesNotContain("Seq Scan");
        }
    }

    @Test
    void inputsAreFoundByTheirWorkflow() {
        assertThat(plan(WorkflowClaimStore.CLAIM))
                .contains("workflow_input_order", "workflow_run_pkey", "workflow_pause_pkey", "execution_pkey")
                .doesNotContain("Seq Scan");
    }
}
