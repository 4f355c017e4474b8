-- The identity that the tokens of a sensor are for goes with the sensor, however that is deleted: who makes a sensor of the same name next
-- must not find its login taken. One that somebody gave a key stays, as any owner of keys does.

create function delete_sensor_identity() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from identity
    where login = 'sensor:' || old.ref
      and attributes ->> 'type' = 'sensor'
      and not exists (select from key where key.owner_identity = identity.id);
    return null;
end
$$;
create trigger sensor_identity_deleted after delete on sensor for each row execute function delete_sensor_identity();

delete from identity
where login like 'sensor:%'
  and attributes ->> 'type' = 'sensor'
  and not exists (select from sensor where 'sensor:' || sensor.ref = identity.login)
  and not exists (select from key where key.owner_identity = identity.id);
