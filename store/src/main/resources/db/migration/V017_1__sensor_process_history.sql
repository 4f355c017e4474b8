-- What became of the processes of sensors: every change of how one stands (runtime.md §1.3), for 30 days.

create table sensor_process_history (
    id bigint generated always as identity primary key,
    tenant_id bigint references tenant (id),
    sensor_id bigint not null references sensor (id) on delete cascade,
    time timestamptz not null default now(),
    operation text not null check (operation in ('INSERT', 'UPDATE')),
    entity_id bigint not null,
    entity_ref text not null,
    changed_fields text[] not null,
    old_values jsonb,
    new_values jsonb not null,
    check ((operation = 'INSERT') = (old_values is null))
);
comment on table sensor_process_history is 'Changes of sensor_process; entity_id is its id, entity_ref the ref of the sensor';
create index sensor_process_history_newest on sensor_process_history (sensor_id, time desc, id desc);
comment on index sensor_process_history_newest is 'Pages of the history of a sensor, and the end of what is too old';
create index sensor_process_history_by_tenant on sensor_process_history (tenant_id);

create function record_sensor_process() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    tracked constant text[] := array[
        'worker_name', 'status', 'pid', 'consecutive_failures', 'restarts', 'last_exit_code', 'last_signal', 'next_restart_at',
        'active_rule_count'];
    after_change jsonb;
    before_change jsonb;
    changed text[];
begin
    select jsonb_object_agg(key, value) into after_change from jsonb_each(to_jsonb(new)) where key = any (tracked);
    if tg_op = 'INSERT' then
        changed := '{}';
    else
        select jsonb_object_agg(key, value) into before_change from jsonb_each(to_jsonb(old)) where key = any (tracked);
        select coalesce(array_agg(key order by key), '{}') into changed
        from jsonb_each(after_change)
        where value is distinct from before_change -> key;
        if changed = '{}' then
            return null;
        end if;
        select jsonb_object_agg(key, value) into after_change from jsonb_each(after_change) where key = any (changed);
        select jsonb_object_agg(key, value) into before_change from jsonb_each(before_change) where key = any (changed);
    end if;
    insert into sensor_process_history
        (tenant_id, sensor_id, operation, entity_id, entity_ref, changed_fields, old_values, new_values)
    values (new.tenant_id, new.sensor_id, tg_op, new.id, new.sensor_ref, changed, before_change, after_change);
    delete from sensor_process_history where sensor_id = new.sensor_id and time < now() - interval '30 days';
    return null;
end
$$;
create trigger sensor_process_changed after insert or update on sensor_process
    for each row execute function record_sensor_process();

grant select on sensor_process_history to attune_api;
grant select on sensor_process_history to attune_engine;

alter table sensor_process_history enable row level security;
create policy engine_serves_all on sensor_process_history to attune_engine using (true) with check (true);
create policy own_or_system_is_visible on sensor_process_history for select to attune_api
    using (tenant_id is null or tenant_id = (select current_tenant()));
