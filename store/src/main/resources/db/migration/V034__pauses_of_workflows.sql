-- Whoever advances a workflow holds its row, for as long as a large decision takes. A pause must not wait for that: what was asked for last
-- lies beside the run.

create table workflow_pause (
    workflow_id bigint primary key,
    tenant_id bigint not null,
    paused boolean not null
);
comment on table workflow_pause is
    'Whether workflows are to pause, as was asked for last; without a row nobody ever asked. No foreign keys, as for executions';

insert into workflow_pause (workflow_id, tenant_id, paused)
select execution_id, tenant_id, true
from workflow_run
where paused;

alter table workflow_run drop column paused;

grant select, insert, update on workflow_pause to attune_engine;
grant select, insert, update on workflow_pause to attune_api;
alter table workflow_pause enable row level security;
create policy engine_serves_all on workflow_pause to attune_engine using (true) with check (true);
create policy own_only on workflow_pause to attune_api
    using (tenant_id = (select current_tenant())) with check (tenant_id = (select current_tenant()));
