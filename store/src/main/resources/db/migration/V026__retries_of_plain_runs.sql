-- Retries of runs outside workflows (runtime.md §5.5, docs/adr/0025).

create table run_delay (
    execution_id bigint primary key,
    tenant_id bigint not null,
    due timestamptz not null
);
comment on table run_delay is
    'Runs that were created and wait for their time before they go: retries. Deleted when they go; a run that was cancelled meanwhile does not';
create index run_delay_due on run_delay (due);

create unique index execution_retry on execution (original_execution, retry_count) where task_name is null and retry_count > 0;
comment on index execution_retry is 'An attempt is followed by one retry only; also finds it';

-- The engine makes retries; the API shows when they are due. Only what may be updated may be locked.
grant select, insert, update, delete on run_delay to attune_engine;
grant select on run_delay to attune_api;

alter table run_delay enable row level security;
create policy engine_serves_all on run_delay to attune_engine using (true) with check (true);
create policy own_is_visible on run_delay for select to attune_api using (tenant_id = (select current_tenant()));
