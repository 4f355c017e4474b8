-- Policies and what they keep waiting (runtime.md §2.2, docs/adr/0023).

create table policy (
    id bigint generated always as identity primary key,
    tenant_id bigint references tenant (id),
    pack_id bigint references pack (id) on delete cascade,
    pack_ref text,
    action_id bigint references action (id) on delete cascade,
    action_ref text,
    ref text not null,
    name text not null,
    description text,
    tags text[] not null default '{}',
    parameters text[] not null default '{}',
    method text not null default 'enqueue' check (method in ('cancel', 'enqueue')),
    threshold integer check (threshold > 0),
    rate_max_executions integer check (rate_max_executions > 0),
    rate_window_seconds integer check (rate_window_seconds > 0),
    per_identity boolean not null default false,
    queue_limit integer not null default 10000 check (queue_limit >= 0),
    queue_timeout_seconds integer not null default 3600 check (queue_timeout_seconds > 0),
    is_adhoc boolean not null default false,
    created timestamptz not null default now(),
    updated timestamptz not null default now(),
    unique nulls not distinct (tenant_id, ref),
    check ((rate_max_executions is null) = (rate_window_seconds is null)),
    check (threshold is not null or rate_max_executions is not null),
    check (tenant_id is not null or pack_id is not null),
    check ((pack_id is null) = (pack_ref is null)),
    check ((action_id is null) = (action_ref is null))
);
comment on table policy is
    'How many runs at once, and how many in a time. For the action if there is one, else for the pack if there is one, else for the whole '
    'tenant. Those of system packs hold for every tenant, for each by itself';
create index policy_by_pack on policy (pack_id);
create index policy_by_action on policy (action_id);

create table admission_group (
    id bigint generated always as identity primary key,
    policy_id bigint not null,
    tenant_id bigint not null,
    key text not null,
    active integer not null default 0 check (active >= 0),
    waiting integer not null default 0 check (waiting >= 0),
    starts bigint not null default 0 check (starts >= 0),
    due_at timestamptz,
    updated timestamptz not null default now(),
    unique (policy_id, tenant_id, key)
);
comment on table admission_group is
    'The runs that share the limits of a policy: those with the same values of its parameters. Whoever changes a row of admission or '
    'admission_start holds the row of its group. No foreign key: those who wait outlive their policy until they are let go';
comment on column admission_group.active is 'Runs that were let in and are not over';
comment on column admission_group.starts is 'Runs that were let in so far; numbers the rows of admission_start';
comment on column admission_group.due_at is 'When somebody who waits may go without another leaving: by a rate limit, or after a change of the policy';
alter table admission_group set (fillfactor = 70);
create index admission_group_due on admission_group (due_at) where due_at is not null;
comment on index admission_group_due is 'Finds what is due, and how long there is nothing to do, without a look at the other groups';
create index admission_group_idle on admission_group (updated) where active = 0 and waiting = 0;

create table admission (
    execution_id bigint primary key,
    group_id bigint not null,
    tenant_id bigint not null,
    waiting boolean not null,
    place bigint not null,
    placement_id bigint,
    deadline timestamptz,
    check (waiting = (deadline is not null))
);
comment on table admission is 'The runs under a policy that are not over: each holds a slot of its group, or waits for one';
comment on column admission.place is 'In the line of its group: a number drawn from those of executions when the run came, for a new one its id';
comment on column admission.placement_id is 'What it asks of a worker; null for a workflow';
comment on column admission.deadline is 'Until when it may wait';
create index admission_line on admission (group_id, place) where waiting;
create index admission_deadline on admission (deadline) where waiting;

create table admission_start (
    group_id bigint not null references admission_group (id) on delete cascade,
    number bigint not null,
    tenant_id bigint not null,
    at timestamptz not null,
    primary key (group_id, number)
);
comment on table admission_start is 'When the latest runs under a rate limit were let in: as many as its max_executions';

grant select, insert, update, delete on policy, admission_group, admission, admission_start to attune_api, attune_engine;

do $$
declare
    owned text;
begin
    alter table policy enable row level security;
    create policy engine_serves_all on policy to attune_engine using (true) with check (true);
    create policy own_or_system_is_visible on policy for select to attune_api
        using (tenant_id is null or tenant_id = (select current_tenant()));
    create policy own_is_inserted on policy for insert to attune_api
        with check (tenant_id = (select current_tenant()) or (tenant_id is null and (select is_operator())));
    create policy own_is_updated on policy for update to attune_api
        using (tenant_id = (select current_tenant()) or (tenant_id is null and (select is_operator())))
        with check (tenant_id = (select current_tenant()) or (tenant_id is null and (select is_operator())));
    create policy own_is_deleted on policy for delete to attune_api
        using (tenant_id = (select current_tenant()) or (tenant_id is null and (select is_operator())));
    foreach owned in array array['admission_group', 'admission', 'admission_start']
    loop
        execute format('alter table %I enable row level security', owned);
        execute format('create policy engine_serves_all on %I to attune_engine using (true) with check (true)', owned);
        execute format('create policy own_only on %I to attune_api
            using (tenant_id = (select current_tenant())) with check (tenant_id = (select current_tenant()))', owned);
    end loop;
end
$$;

-- Which policy is for which run is read from the catalog.
alter table catalog_change drop constraint catalog_change_kind_check;
alter table catalog_change add constraint catalog_change_kind_check
    check (kind in ('rule', 'trigger', 'action', 'runtime', 'pack', 'policy'));
create trigger policy_inserted after insert on policy referencing new table as changed_row
    for each statement execute function note_catalog_change();
create trigger policy_updated after update on policy referencing new table as changed_row
    for each statement execute function note_catalog_change();
create trigger policy_deleted after delete on policy referencing old table as changed_row
    for each statement execute function note_catalog_change();

-- Whoever waits under a policy that changes or goes is looked at again. Locking comes first, and in a statement of its own: one that waits
-- would otherwise look at groups as they were before.
create function look_at_line_again() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform 1 from admission_group where policy_id in (select id from changed_row) order by id for update;
    update admission_group set due_at = clock_timestamp() where policy_id in (select id from changed_row) and waiting > 0;
    return null;
end
$$;
-- Triggers fire in the order of their names: these after those above, since the version of the catalog is locked before groups.
create trigger policy_waiters_after_update after update on policy referencing new table as changed_row
    for each statement execute function look_at_line_again();
create trigger policy_waiters_after_delete after delete on policy referencing old table as changed_row
    for each statement execute function look_at_line_again();
