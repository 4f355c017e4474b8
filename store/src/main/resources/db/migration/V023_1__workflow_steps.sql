-- What workflows decided, for those who ask why a task ran or did not. What became of the runs of tasks is in their own rows.

create table workflow_step (
    workflow_id bigint not null,
    id bigint generated always as identity,
    tenant_id bigint not null,
    at timestamptz not null,
    kind text not null check (kind in ('remark', 'skipped', 'refused', 'led', 'not_led', 'join_waits', 'delayed')),
    task_name text,
    task_iteration integer not null,
    reason text not null,
    evidence text,
    primary key (workflow_id, id)
);
comment on table workflow_step is
    'Decisions about the tasks of a workflow, in words; never values that may be secret. No foreign keys, as for executions';
comment on column workflow_step.evidence is 'How a condition came to its value; null where it could see something secret';

grant select, insert on workflow_step to attune_engine;
grant select on workflow_step to attune_api;
alter table workflow_step enable row level security;
create policy engine_serves_all on workflow_step to attune_engine using (true) with check (true);
create policy own_is_visible on workflow_step for select to attune_api using (tenant_id = (select current_tenant()));
