-- Runs of workflows (workflows.md §6–§12, docs/adr/0017): what a run remembers, what it is told, and what it waits for by the clock.

alter table execution
    add column task_name text,
    add column task_iteration integer,
    add column task_item integer;
comment on column execution.workflow_def_id is 'Set when the engine runs it as a workflow, and no worker';
comment on column execution.task_name is 'The task of its parent that it is a run of; with the iteration, the item and retry_count the key of a child';
create unique index execution_of_task on execution (parent_id, task_name, task_iteration, task_item, retry_count) nulls not distinct
    where task_name is not null;
comment on index execution_of_task is 'A decision that is made twice makes no second child; also finds the results of a task';

create table workflow_run (
    execution_id bigint primary key,
    tenant_id bigint not null,
    definition jsonb,
    timeout_seconds bigint check (timeout_seconds > 0),
    earlier_runs bigint[] not null default '{}',
    rerun_from text,
    paused boolean not null default false,
    core json,
    variables json not null default '[]',
    created timestamptz not null default now()
);
comment on table workflow_run is
    'A run of a workflow. Whoever advances it holds its row; who tells it something does not. No foreign keys, as for executions';
comment on column workflow_run.definition is 'The graph as it was when the run was created; null when it was gone';
comment on column workflow_run.earlier_runs is 'The runs whose children count as its own where it has none itself, the latest first';
comment on column workflow_run.rerun_from is 'The task from which everything is done again; null for those that failed';
comment on column workflow_run.paused is 'What was asked for last';
comment on column workflow_run.core is 'The state without its variables; null before the start. json, which keeps the order of what it is given';
comment on column workflow_run.variables is 'The values of variables; secrets among them are in execution_secret_value';

create table workflow_input (
    id bigint generated always as identity primary key,
    workflow_id bigint not null,
    tenant_id bigint not null,
    kind text not null check (kind in ('start', 'child', 'timer', 'cancel', 'pause', 'resume')),
    child_id bigint,
    detail jsonb,
    created timestamptz not null default clock_timestamp(),
    check ((kind = 'child') = (child_id is not null))
);
comment on table workflow_input is
    'What happened to a workflow and was not decided on yet. Written with whatever happened, deleted with the decision';
create index workflow_input_order on workflow_input (workflow_id, id);

create table workflow_timer (
    workflow_id bigint not null,
    timer text not null,
    due timestamptz not null,
    tenant_id bigint not null,
    primary key (workflow_id, timer)
);
comment on table workflow_timer is 'Delays, retries and time limits of workflows; becomes an input when it is due';
create index workflow_timer_due on workflow_timer (due);

alter table execution_secret_value drop constraint execution_secret_value_entity_type_check;
alter table execution_secret_value add constraint execution_secret_value_entity_type_check
    check (entity_type in ('execution_config', 'execution_result', 'enforcement_config', 'workflow_variables'));

grant select, insert, update, delete on workflow_run, workflow_input, workflow_timer to attune_engine;
-- The API creates runs, tells them things, and asks for a pause; it never decides.
grant select, insert on workflow_run to attune_api;
grant update (paused) on workflow_run to attune_api;
grant insert on workflow_input to attune_api;

do $$
declare
    owned text;
begin
    foreach owned in array array['workflow_run', 'workflow_input', 'workflow_timer']
    loop
        execute format('alter table %I enable row level security', owned);
        execute format('create policy engine_serves_all on %I to attune_engine using (true) with check (true)', owned);
        execute format('create policy own_is_visible on %I for select to attune_api using (tenant_id = (select current_tenant()))', owned);
        execute format('create policy own_is_inserted on %I for insert to attune_api
            with check (tenant_id = (select current_tenant()))', owned);
        execute format('create policy own_is_updated on %I for update to attune_api
            using (tenant_id = (select current_tenant())) with check (tenant_id = (select current_tenant()))', owned);
    end loop;
end
$$;
