-- Questions to people (runtime.md §7, docs/adr/0022).

create table inquiry (
    id bigint generated always as identity primary key,
    tenant_id bigint not null references tenant (id),
    execution_id bigint not null unique references execution (id) on delete cascade,
    origin text not null check (origin in ('ask', 'result', 'request')),
    prompt text not null check (length(prompt) between 1 and 10000),
    response_schema jsonb,
    default_response jsonb,
    assigned_to bigint references identity (id) on delete set null,
    status text not null default 'pending' check (status in ('pending', 'responded', 'timeout', 'cancelled')),
    response jsonb,
    timeout_at timestamptz,
    responded_at timestamptz,
    responded_by bigint references identity (id) on delete set null,
    created timestamptz not null default now(),
    updated timestamptz not null default now(),
    check ((status = 'responded') = (responded_at is not null)),
    check (status <> 'responded' or response is not null),
    check (response is null or status in ('responded', 'timeout')),
    check (responded_by is null or status = 'responded')
);
comment on table inquiry is
    'A question to a person, at most one for an execution. Unlike other rows of runs it has foreign keys: it is not on the main road';
comment on column inquiry.origin is
    'ask: a run of core.ask; result: a process that ended with __inquiry; both wait for the answer. request: made through the API, nobody waits';
comment on column inquiry.default_response is 'The answer when nobody gives one in time; secrets in it, and in response, are in execution_secret_value';
create index inquiry_by_tenant on inquiry (tenant_id, id desc);
create index inquiry_by_assignee on inquiry (assigned_to) where assigned_to is not null;
create index inquiry_by_responder on inquiry (responded_by) where responded_by is not null;
create index inquiry_due on inquiry (status, timeout_at) where status = 'pending' and timeout_at is not null;
comment on index inquiry_due is 'Whose time is over is found without looking at those of the past (FIX-18)';

create function forget_inquiry_secrets() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from execution_secret_value
    where entity_id = old.id
      and entity_type in ('inquiry_default', 'inquiry_response');
    return null;
end
$$;
create trigger inquiry_deleted after delete on inquiry for each row execute function forget_inquiry_secrets();

alter table execution_secret_value drop constraint execution_secret_value_entity_type_check;
alter table execution_secret_value add constraint execution_secret_value_entity_type_check
    check (entity_type in ('execution_config', 'execution_result', 'enforcement_config', 'workflow_variables', 'inquiry_default',
        'inquiry_response'));

grant select, insert, update, delete on inquiry to attune_api, attune_engine;
grant usage, select on sequence inquiry_id_seq to attune_api, attune_engine;

alter table inquiry enable row level security;
create policy engine_serves_all on inquiry to attune_engine using (true) with check (true);
create policy own_is_visible on inquiry for select to attune_api using (tenant_id = (select current_tenant()));
create policy own_is_inserted on inquiry for insert to attune_api with check (tenant_id = (select current_tenant()));
create policy own_is_updated on inquiry for update to attune_api
    using (tenant_id = (select current_tenant())) with check (tenant_id = (select current_tenant()));
create policy own_is_deleted on inquiry for delete to attune_api using (tenant_id = (select current_tenant()));
