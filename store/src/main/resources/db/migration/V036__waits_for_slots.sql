-- When runs waited in the lines of policies, for those who ask what a run waited for. The row of admission goes when the run ends.

create table admission_wait (
    execution_id bigint not null,
    id bigint generated always as identity,
    tenant_id bigint not null,
    policy_ref text,
    since timestamptz not null,
    until timestamptz,
    primary key (execution_id, id)
);
comment on table admission_wait is 'The waits of runs for slots of policies; only runs that had to wait have any. No foreign keys, as for executions';
comment on column admission_wait.policy_ref is 'Null when the policy was gone already';
comment on column admission_wait.until is 'When the run was let go; null while it waits, and for one that ended before';

grant select, insert, update on admission_wait to attune_api, attune_engine;
alter table admission_wait enable row level security;
create policy engine_serves_all on admission_wait to attune_engine using (true) with check (true);
create policy own_only on admission_wait to attune_api
    using (tenant_id = (select current_tenant())) with check (tenant_id = (select current_tenant()));
