package io.attune.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.model.id.TenantId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Probes row-level security as another tenant, table by table, with statements that name no tenant (SEC-9). */
class OwnedTablesTest {
    /** A complete world of one tenant: a row in every owned table. {@code $t} is the tenant's id, {@code $n} its name. */
    private static final List<String> WORLD = List.of(
            "insert into identity (tenant_id, login) values ($t, '$n@example.com')",
            """
            insert into refresh_token (id, tenant_id, identity_id, family, expires_at)
            select gen_random_uuid(), $t, id, gen_random_uuid(), now() from identity where tenant_id = $t""",
            """
            insert into integration_token (tenant_id, identity_id, label, token_hash, token_prefix, token_suffix)
            select $t, id, '$n', '$n', '$n', '$n' from identity where tenant_id = $t""",
            "insert into pack (tenant_id, ref, label, version) values ($t, '$n', '$n', '1.0.0')",
            "insert into permission_set (tenant_id, ref) values ($t, '$n.set')",
            """
            insert into permission_assignment (tenant_id, identity_id, permission_set_id)
            select $t, identity.id, permission_set.id from identity, permission_set
            where identity.tenant_id = $t and permission_set.tenant_id = $t""",
            "insert into identity_role (tenant_id, identity_id, role) select $t, id, 'ops' from identity where tenant_id = $t",
            """
            insert into permission_set_role (tenant_id, permission_set_id, role)
            select $t, id, 'ops' from permission_set where tenant_id = $t""",
            "insert into runtime (tenant_id, ref, name) values ($t, '$n.shell', 'Shell')",
            """
            insert into runtime_version (tenant_id, runtime_id, runtime_ref, version)
            select $t, id, ref, '1.0' from runtime where tenant_id = $t""",
            "insert into sensor (tenant_id, ref, label, entrypoint) values ($t, '$n.watch', 'Watch', 'watch')",
            """
            insert into sensor_process (tenant_id, sensor_id, sensor_ref, worker_name)
            select $t, id, ref, 'node' from sensor where tenant_id = $t""",
            """
            insert into sensor_log (sensor_id, stream, start_offset, tenant_id, bytes)
            select id, 'stdout', 0, $t, 'hello' from sensor where tenant_id = $t""",
            "insert into trigger (tenant_id, ref, label) values ($t, '$n.hit', 'Hit')",
            """
            insert into workflow_definition (tenant_id, pack_id, pack_ref, ref, label, version, definition)
            select $t, id, ref, '$n.flow', 'Flow', '1', '{}' from pack where tenant_id = $t""",
            """
            insert into action (tenant_id, pack_id, pack_ref, ref, label, entrypoint)
            select $t, id, ref, '$n.act', 'Act', 'act.sh' from pack where tenant_id = $t""",
            """
            insert into rule (tenant_id, pack_id, pack_ref, ref, label, action_ref, trigger_ref)
            select $t, id, ref, '$n.rule', 'Rule', '$n.act', '$n.hit' from pack where tenant_id = $t""",
            """
            insert into timer (rule_id, tenant_id, trigger_ref, parameters, status, started_at)
            select id, $t, 'core.crontimer', '{}', 'disabled', now() from rule where tenant_id = $t""",
            "insert into work_queue (tenant_id, ref, label, dispatch_action_ref) values ($t, '$n', 'Queue', '$n.act')",
            "insert into event (tenant_id, trigger_ref) values ($t, '$n.hit')",
            """
            insert into webhook_delivery (trigger_id, delivery_id, tenant_id, event_id)
            select id, '$n', $t, 1 from trigger where tenant_id = $t""",
            """
            insert into webhook_event_log (tenant_id, trigger_id, trigger_ref, webhook_key, outcome, status_code, event_id,
                payload_size_bytes, processing_time_ms, received_at)
            select $t, id, ref, 'sha256:0', 'accepted', 200, 1, 2, 0.1, now() from trigger where tenant_id = $t""",
            "insert into enforcement (tenant_id, rule_ref, trigger_ref) values ($t, '$n.rule', '$n.hit')",
            "insert into evaluation_error (tenant_id, event_id, rule_ref, message) values ($t, 1, '$n.rule', 'no')",
            "insert into execution (tenant_id, action_ref) values ($t, '$n.act')",
            """
            insert into policy (tenant_id, pack_id, pack_ref, ref, name, threshold)
            select $t, id, ref, '$n.policy', 'Policy', 1 from pack where tenant_id = $t""",
            """
            insert into admission_group (policy_id, tenant_id, key, waiting)
            select id, $t, '{}', 1 from policy where tenant_id = $t""",
            """
            insert into admission (execution_id, group_id, tenant_id, waiting, place, deadline)
            select execution.id, admission_group.id, $t, true, 1, now() from execution, admission_group
            where execution.tenant_id = $t and admission_group.tenant_id = $t""",
            "insert into admission_wait (execution_id, tenant_id, since) select id, $t, now() from execution where tenant_id = $t",
            "insert into admission_start (group_id, number, tenant_id, at) select id, 1, $t, now() from admission_group where tenant_id = $t",
            """
            insert into inquiry (tenant_id, execution_id, origin, prompt)
            select $t, id, 'request', 'Really?' from execution where tenant_id = $t""",
            "insert into run_delay (execution_id, tenant_id, due) select id, $t, now() from execution where tenant_id = $t",
            "insert into workflow_run (execution_id, tenant_id) select id, $t from execution where tenant_id = $t",
            "insert into workflow_pause (workflow_id, tenant_id, paused) select id, $t, true from execution where tenant_id = $t",
            """
            insert into workflow_step (workflow_id, tenant_id, at, kind, task_iteration, reason)
            select id, $t, now(), 'remark', 1, 'because' from execution where tenant_id = $t""",
            """
            insert into execution_log (execution_id, stream, start_offset, tenant_id, bytes)
            select id, 'stdout', 0, $t, 'hello' from execution where tenant_id = $t""",
            "insert into key (tenant_id, ref, owner_type, name, sealed) values ($t, '$n', 'system', '$n', 'v2')",
            """
            insert into execution_secret_value (tenant_id, entity_type, entity_id, json_path, source_kind, sealed)
            select $t, 'execution_config', id, '/token', 'parameter_schema', 'v2:1:abc' from execution where tenant_id = $t""",
            "insert into audit_event (tenant_id, category, event_type, outcome) values ($t, 'api', 'x', 'success')");

    private static TestDatabase database;
    private static TenantId red;
    private static TenantId blue;

    @BeforeAll
    static void buildTwoWorlds() {
        database = TestDatabase.open();
        red = world("red");
        blue = world("blue");
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    private static TenantId world(String name) {
        return database.transactions().engine(tx -> {
            var tenant = new TenantId(tx.sql()
                    .fetchSingle("insert into tenant (ref, label) values (?, ?) returning id", name, name)
                    .get(0, Long.class));
            for (var statement : WORLD) {
                tx.sql().execute(statement.replace("$t", tenant.toString()).replace("$n", name));
            }
            return tenant;
        });
    }

    /** What the API can read at all, as the database itself lists it, so that a new table cannot be forgotten here. */
    static Set<String> ownedTables() {
        try (var open = TestDatabase.open()) {
            return open.transactions()
                    .engine(tx -> new TreeSet<>(tx.sql().fetch("""
                                    select columns.table_name
                                    from information_schema.columns
                                    join information_schema.tables using (table_schema, table_name)
                                    where column_name = 'tenant_id' and table_schema = 'public' and table_type = 'BASE TABLE'
                                        and has_any_column_privilege('attune_api', to_regclass(format('public.%I', table_name)), 'select')""").getValues(0, String.class)));
        }
    }

    @ParameterizedTest
    @MethodSource("ownedTables")
    void aReadWithoutAnyFilterShowsNothingForeign(String table) {
        var seen = database.transactions()
                .tenant(
                        new TenantScope(red, true),
                        tx -> tx.sql().fetch("select tenant_id from " + table).getValues(0, Long.class));

        assertThat(seen).as("rows of %s that red sees", table).isNotEmpty().doesNotContain(blue.value());
    }

    @ParameterizedTest
    @MethodSource("ownedTables")
    void anUpdateOrDeleteWithoutAnyFilterTouchesNothingForeign(String table) {
        long before = rowsOf(blue, table);

        try {
            database.transactions().tenantTask(new TenantScope(red, true), tx -> {
                tx.sql().execute("update " + table + " set tenant_id = tenant_id");
                tx.sql().execute("delete from " + table);
                throw new Undo();
            });
        } catch (Undo _) {
            // red keeps its rows for the other tests
        } catch (DataAccessException refused) {
            assertThat(refused.getMessage()).containsAnyOf("violates foreign key", "permission denied");
        }

        database.transactions()
                .engineTask(tx -> assertThat(tx.sql()
                                .fetchSingle("select count(*) from " + table + " where tenant_id = " + blue)
                                .get(0, Long.class))
                        .isEqualTo(before));
    }

    @ParameterizedTest
    @MethodSource("ownedTables")
    void nothingIsMovedIntoAnotherTenant(String table) {
        assertThatThrownBy(() -> database.transactions()
                        .tenantTask(
                                new TenantScope(red, true),
                                tx -> tx.sql().execute("update " + table + " set tenant_id = " + blue)))
                .isInstanceOf(DataAccessException.class)
                .message()
                .containsAnyOf("row-level security", "permission denied");
    }

    private static long rowsOf(TenantId tenant, String table) {
        return database.transactions()
                .engine(tx -> tx.sql()
                        .fetchSingle("select count(*) from " + table + " where tenant_id = " + tenant)
                        .get(0, Long.class));
    }

    private static final class Undo extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
