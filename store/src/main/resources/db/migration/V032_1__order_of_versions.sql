-- Some transactions change triggers and then sensors, others the other way round. All of them come by the version of the catalog first, so that
-- none waits for the one of the sensors while it holds what the other waits for.
create or replace function bump_sensor_version() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform from catalog_version for no key update;
    update sensor_version set version = version + 1;
    return null;
end
$$;
