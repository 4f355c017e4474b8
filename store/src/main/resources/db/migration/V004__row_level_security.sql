-- The second wall between tenants (design.md §5): even a query without any tenant filter sees no foreign row.
-- attune_api sees the rows of the tenant in attune.tenant_id and those of the system; it changes the latter only for an operator.
-- attune_engine serves all tenants.

create function current_tenant() returns bigint language sql stable parallel safe as
    $$ select nullif(current_setting('attune.tenant_id', true), '')::bigint $$;
create function is_operator() returns boolean language sql stable parallel safe as
    $$ select coalesce(current_setting('attune.operator', true), '') = 'on' $$;

grant usage on schema public to attune_api, attune_engine;
grant select, insert, update, delete on all tables in schema public to attune_engine;
grant usage, select on all sequences in schema public to attune_api, attune_engine;
-- The API reads and writes owned tables under the policies below; the rest of the tables is the engine's alone.
grant select, insert, update, delete on
    identity, refresh_token, pack, permission_set, permission_assignment, identity_role, permission_set_role, runtime,
    runtime_version, sensor, trigger, workflow_definition, action, rule, work_queue, event, webhook_delivery, enforcement,
    evaluation_error, execution, execution_log, audit_event
    to attune_api;
grant select on tenant, worker, placement, catalog_version to attune_api;
grant insert on placement to attune_api;
-- Removing a run from the queue locks its row first, and only what may be updated may be locked.
grant insert, update, delete on run_queue to attune_api;
grant insert on execution_secret_value to attune_api;
grant select on run_queue to attune_api;

do $$
declare
    owned text;
begin
    foreach owned in array array['identity', 'refresh_token', 'pack', 'permission_set', 'permission_assignment', 'identity_role',
        'permission_set_role', 'runtime', 'runtime_version', 'sensor', 'trigger', 'workflow_definition', 'action', 'rule', 'work_queue',
        'event', 'webhook_delivery', 'enforcement', 'evaluation_error', 'execution', 'execution_log', 'audit_event']
    loop
        execute format('alter table %I enable row level security', owned);
        execute format('create policy engine_serves_all on %I to attune_engine using (true) with check (true)', owned);
        execute format('create policy own_or_system_is_visible on %I for select to attune_api
            using (tenant_id is null or tenant_id = (select current_tenant()))', owned);
        execute format('create policy own_is_inserted on %I for insert to attune_api
            with check (tenant_id = (select current_tenant()) or (tenant_id is null and (select is_operator())))', owned);
        execute format('create policy own_is_updated on %I for update to attune_api
            using (tenant_id = (select current_tenant()) or (tenant_id is null and (select is_operator())))
            with check (tenant_id = (select current_tenant()) or (tenant_id is null and (select is_operator())))', owned);
        execute format('create policy own_is_deleted on %I for delete to attune_api
            using (tenant_id = (select current_tenant()) or (tenant_id is null and (select is_operator())))', owned);
    end loop;
end
$$;

-- The queue has no tenant of its own: a row is visible through its execution.
alter table run_queue enable row level security;
create policy engine_serves_all on run_queue to attune_engine using (true) with check (true);
create policy own_runs_only on run_queue to attune_api
    using (exists (select from execution where execution.id = run_queue.execution_id and execution.tenant_id = (select current_tenant())))
    with check (exists (select from execution where execution.id = run_queue.execution_id and execution.tenant_id = (select current_tenant())));

-- The API puts secrets away with the execution and never reads them.
alter table execution_secret_value enable row level security;
create policy engine_serves_all on execution_secret_value to attune_engine using (true) with check (true);
create policy own_is_inserted on execution_secret_value for insert to attune_api with check (tenant_id = (select current_tenant()));

-- A tenant is visible to its own identities, and to operators.
alter table tenant enable row level security;
create policy engine_serves_all on tenant to attune_engine using (true) with check (true);
create policy own_tenant_is_visible on tenant for select to attune_api
    using (id = (select current_tenant()) or (select is_operator()));
