-- The processes of sensors: which node has which, and how each stands (runtime.md §12).

create table sensor_process (
    id bigint generated always as identity primary key,
    tenant_id bigint references tenant (id),
    sensor_id bigint not null references sensor (id) on delete cascade,
    sensor_ref text not null,
    worker_name text not null,
    status text not null default 'starting' check (status in ('starting', 'running', 'stopped', 'failed', 'backoff')),
    pid bigint,
    consecutive_failures integer not null default 0 check (consecutive_failures >= 0),
    restarts bigint not null default 0 check (restarts >= 0),
    last_exit_code integer,
    last_signal integer,
    last_started_at timestamptz,
    last_stopped_at timestamptz,
    next_restart_at timestamptz,
    stderr_excerpt text,
    active_rule_count integer not null default 0 check (active_rule_count >= 0),
    last_alerted_failure_count integer not null default 0,
    last_alerted_at timestamptz,
    created timestamptz not null default now(),
    updated timestamptz not null default now(),
    unique (sensor_id, worker_name),
    check ((status = 'running') = (pid is not null)),
    check ((next_restart_at is not null) = (status in ('failed', 'backoff')))
);
comment on table sensor_process is 'How the process of a sensor stands on each node that had it; the node in sensor_lease has it now';
create index sensor_process_by_tenant on sensor_process (tenant_id);

create table sensor_lease (
    sensor_id bigint primary key references sensor (id) on delete cascade,
    holder text not null,
    incarnation uuid not null,
    until timestamptz not null
);
comment on table sensor_lease is
    'The one node that runs a sensor (FIX-11). A node that cannot extend its lease ends the process before another may take it';
comment on column sensor_lease.incarnation is
    'Of the holding process. A new process of the same node takes over at once: the processes of its predecessor died with it';

create table sensor_log (
    sensor_id bigint not null references sensor (id) on delete cascade,
    stream text not null check (stream in ('stdout', 'stderr')),
    start_offset bigint not null check (start_offset >= 0),
    tenant_id bigint references tenant (id),
    bytes bytea not null,
    primary key (sensor_id, stream, start_offset)
);
comment on table sensor_log is 'What sensors wrote, in pieces; of each stream the newest 10 MiB versions are kept (runtime.md §9)';
create index sensor_log_by_tenant on sensor_log (tenant_id);

create table sensor_version (
    id boolean primary key default true check (id),
    version bigint not null default 1
);
comment on table sensor_version is 'One row. Counts changes of sensors, so that nodes need not read them to know that nothing changed';
insert into sensor_version default values;

create function bump_sensor_version() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update sensor_version set version = version + 1;
    return null;
end
$$;
create trigger sensor_changed after insert or update or delete on sensor for each statement execute function bump_sensor_version();

grant select on sensor_process, sensor_log to attune_api;
grant select, insert, update, delete on sensor_process, sensor_log, sensor_lease, sensor_version to attune_engine;
grant usage, select on sequence sensor_process_id_seq to attune_engine;

do $$
declare
    owned text;
begin
    foreach owned in array array['sensor_process', 'sensor_log']
    loop
        execute format('alter table %I enable row level security', owned);
        execute format('create policy engine_serves_all on %I to attune_engine using (true) with check (true)', owned);
        execute format('create policy own_or_system_is_visible on %I for select to attune_api
            using (tenant_id is null or tenant_id = (select current_tenant()))', owned);
    end loop;
end
$$;
