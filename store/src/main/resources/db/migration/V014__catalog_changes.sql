-- What each version of the catalog changed: a reader takes in a change for what that change costs, whatever else the catalog holds.

create table catalog_change (
    version bigint not null,
    kind text not null check (kind in ('rule', 'trigger', 'action', 'runtime', 'pack')),
    component_id bigint not null,
    primary key (version, kind, component_id)
);
comment on table catalog_change is
    'The components that each version of the catalog brought, changed or removed. A reader that finds a gap, '
    'or whose version is too old, reads everything';
grant select, insert, update, delete on catalog_change to attune_engine;

-- Statements that changed no row change no version.
create function note_catalog_change() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    kept constant bigint := 5000;
    changed_in bigint;
begin
    if not exists (select from changed_row) then
        return null;
    end if;
    update catalog_version set version = version + 1 returning version into changed_in;
    insert into catalog_change (version, kind, component_id)
    select changed_in, tg_table_name, id from changed_row;
    if changed_in % 1000 = 0 then
        delete from catalog_change where version <= changed_in - kept;
    end if;
    perform pg_notify('attune_change', 'catalog');
    return null;
end
$$;

drop trigger rule_changed on rule;
drop trigger trigger_changed on trigger;
drop trigger action_changed on action;
drop trigger runtime_changed on runtime;
drop trigger pack_changed on pack;

-- For what the catalog depends on without being a component: a version without changes, after which everything is read.
create or replace function bump_catalog_version() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update catalog_version set version = version + 1;
    perform pg_notify('attune_change', 'catalog');
    return null;
end
$$;

-- A trigger that sees the rows of a statement is for one kind of statement.
create trigger rule_inserted after insert on rule referencing new table as changed_row
    for each statement execute function note_catalog_change();
create trigger rule_updated after update on rule referencing new table as changed_row
    for each statement execute function note_catalog_change();
create trigger rule_deleted after delete on rule referencing old table as changed_row
    for each statement execute function note_catalog_change();
create trigger trigger_inserted after insert on trigger referencing new table as changed_row
    for each statement execute function note_catalog_change();
create trigger trigger_updated after update on trigger referencing new table as changed_row
    for each statement execute function note_catalog_change();
create trigger trigger_deleted after delete on trigger referencing old table as changed_row
    for each statement execute function note_catalog_change();
create trigger action_inserted after insert on action referencing new table as changed_row
    for each statement execute function note_catalog_change();
create trigger action_updated after update on action referencing new table as changed_row
    for each statement execute function note_catalog_change();
create trigger action_deleted after delete on action referencing old table as changed_row
    for each statement execute function note_catalog_change();
create trigger runtime_inserted after insert on runtime referencing new table as changed_row
    for each statement execute function note_catalog_change();
create trigger runtime_updated after update on runtime referencing new table as changed_row
    for each statement execute function note_catalog_change();
create trigger runtime_deleted after delete on runtime referencing old table as changed_row
    for each statement execute function note_catalog_change();
create trigger pack_inserted after insert on pack referencing new table as changed_row
    for each statement execute function note_catalog_change();
create trigger pack_updated after update on pack referencing new table as changed_row
    for each statement execute function note_catalog_change();
create trigger pack_deleted after delete on pack referencing old table as changed_row
    for each statement execute function note_catalog_change();
