package io.attune.server.drive.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.id.ExecutionId;
import io.attune.store.execution.NewExecution.Start;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is done about those who have waited for a slot for too long. */
class AdmissionDriverTest extends DispatchFixture {
    private ExecutionId waiting;

    @BeforeEach
    void oneWaits() {
        waiting = enqueue(new Start.Held(new Start.Queue(SHELL)));
        execute("""
                insert into admission_group (policy_id, tenant_id, key, waiting) values (1, %s, '{}', 1)
                """.formatted(tenant));
        execute("""
                insert into admission (execution_id, group_id, tenant_id, waiting, place, deadline)
                select %s, id, tenant_id, true, 1, now() - interval '1 minute' from admission_group
                """.formatted(waiting));
    }

    @AfterEach
    void nobodyWaits() {
        execute("delete from admission; delete from admission_group; delete from policy");
    }

    @Test
    void whoHasWaitedForTooLongAsksNobodyAnyMore() {
        execute("""
                insert into inquiry (tenant_id, execution_id, origin, prompt) values (%s, %s, 'request', 'Go on?')
                """.formatted(tenant, waiting));

        assertThat(cancelOverdue()).isOne();

        assertThat(status(waiting)).isEqualTo("cancelled");
        assertThat(text("select status from inquiry where execution_id = " + waiting))
                .isEqualTo("cancelled");
        assertThat(whoWaits()).isEqualTo("0 of 0");
    }

    /** Otherwise it would be found again at once, for ever. */
    @Test
    void whoIsOverAndStillWaitsIsForgotten() {
        execute("update execution set status = 'cancelled', ended_at = now() where id = " + waiting);

        assertThat(cancelOverdue()).isOne();

        assertThat(whoWaits()).isEqualTo("0 of 0");
        assertThat(cancelOverdue()).isZero();
    }

    /** Nobody is written, so that the driver pauses before it looks again. */
    @Test
    void whoCannotBeCancelledIsNotCounted() {
        execute("update execution set status = 'running', started_at = now() where id = " + waiting);

        assertThat(cancelOverdue()).isZero();

        assertThat(whoWaits()).isEqualTo("1 of 1");
    }

    @Test
    void whoIsOverAndStillHasASlotLeavesItToTheNext() {
        var over = enqueue(new Start.Held(new Start.Queue(SHELL)));
        execute("update execution set status = 'cancelled', ended_at = now() where id = " + over);
        execute("""
                insert into policy (tenant_id, ref, name, threshold) values (%s, 'team.one', 'P', 1);
                update admission_group set active = 1, policy_id = (select id from policy);
                insert into admission (execution_id, group_id, tenant_id, waiting, place)
                select %s, id, tenant_id, false, 0 from admission_group;
                update admission set placement_id = (select placement_id from execution where id = execution_id)
                """.formatted(tenant, over));

        assertThat(sweep()).isOne();

        assertThat(text("select active || ' and ' || waiting from admission_group"))
                .isEqualTo("1 and 0");
        assertThat(text("select string_agg(execution_id::text, ',') from admission where not waiting"))
                .isEqualTo(waiting.toString());
        assertThat(text("select string_agg(execution_id::text, ',') from run_queue"))
                .isEqualTo(waiting.toString());
        assertThat(sweep()).as("all is in order").isZero();
    }

    private int sweep() {
        return database.transactions().engine(admissionDriver::sweep);
    }

    private int cancelOverdue() {
        return database.transactions().engine(admissionDriver::cancelOverdue);
    }

    private String whoWaits() {
        return text("select sum(waiting) || ' of ' || (select count(*) from admission) from admission_group");
    }

    private void execute(String sql) {
        database.transactions().engineTask(tx -> tx.sql().execute(sql));
    }
}
