-- The audit log (security.md §5, SEC-18): whole records, append only, and a hash chain per tenant that shows when they were touched
-- (docs/adr/0008).

alter table audit_event
    drop constraint audit_event_tenant_id_fkey,
    add column actor_user_agent text,
    add column http_method text,
    add column http_path text,
    add column http_status integer,
    add column duration_ms integer,
    add column correlation_chain jsonb,
    add check (category in ('api', 'auth', 'rbac', 'secret', 'admin', 'execution', 'pack'));
comment on table audit_event is
    'Who did what (security.md §5); append only. No foreign keys: each is a look-up and a lock on the main road, and rows outlive their '
    'subjects';
comment on column audit_event.tenant_id is 'Null for what belongs to no tenant, such as a login that nobody has; only operators see those';
comment on column audit_event.details is 'Never secrets, tokens or payloads; keys of what may hold one stay, their values are ***';

-- Whoever takes an id has its transaction id before: the sealer takes the highest id and waits for the transactions that were open then,
-- and knows that no lower id can appear any more. An identity column would take its number first.
alter table audit_event alter column id drop identity;
create sequence audit_event_id owned by audit_event.id;
select setval('audit_event_id', coalesce(max(id), 0) + 1, false) from audit_event;
alter table audit_event alter column id set default case when pg_current_xact_id() is not null then nextval('audit_event_id') end;

create index audit_event_by_resource on audit_event (resource_id, id desc) where resource_id is not null;
create index audit_event_by_request on audit_event (request_id) where request_id is not null;
create index audit_event_by_category on audit_event (tenant_id, category, id desc) where category not in ('api', 'execution');
comment on index audit_event_by_category is 'Finds the rare among the many: nearly all rows are steps of executions and plain requests';

-- Nobody changes or deletes an entry: neither the roles of the platform, nor its owner by accident. What is older than its retention
-- goes through retire_audit_blocks.
create function refuse_audit_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and current_setting('attune.audit_retirement', true) = 'on' then
        return null;
    end if;
    raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
end
$$;
create trigger audit_event_is_append_only before update or delete or truncate on audit_event
    for each statement execute function refuse_audit_change();
revoke update, delete, truncate on audit_event from attune_api, attune_engine;
grant usage, select on sequence audit_event_id to attune_api, attune_engine;

-- Entries of no tenant are for operators alone, unlike other rows without tenant.
drop policy own_or_system_is_visible on audit_event;
create policy own_is_visible on audit_event for select to attune_api
    using (tenant_id = (select current_tenant()) or (tenant_id is null and (select is_operator())));

create table audit_chain (
    chain bigint primary key,
    blocks bigint not null,
    seq bigint not null,
    last_id bigint not null,
    hash bytea not null check (octet_length(hash) = 32),
    retired_blocks bigint not null default 0,
    retired_seq bigint not null default 0,
    retired_id bigint not null default 0,
    retired_hash bytea not null check (octet_length(retired_hash) = 32),
    seal text not null,
    check (retired_blocks <= blocks and retired_seq <= seq and retired_id <= last_id)
);
comment on table audit_chain is 'Where the hash chain of a tenant ends, and from where on its entries are still there';
comment on column audit_chain.chain is 'Id of the tenant; 0 for entries without one';
comment on column audit_chain.seal is 'A MAC over the row under a key that is not in the database: dropping the end of a chain shows';

create table audit_block (
    chain bigint not null,
    number bigint not null check (number > 0),
    first_seq bigint not null check (first_seq > 0),
    ids bigint[] not null check (cardinality(ids) > 0),
    digests bytea not null,
    hash bytea not null check (octet_length(hash) = 32),
    newest timestamptz not null,
    sealed timestamptz not null default now(),
    primary key (chain, number),
    check (octet_length(digests) = 32 * cardinality(ids))
);
comment on table audit_block is 'The entries of a chain that were sealed together: their ids and digests, and the hash after them';
comment on column audit_block.newest is 'When its newest entry was made: a block is retired when even that is old enough';

create table audit_sealing (
    id boolean primary key default true check (id),
    last_id bigint not null default 0,
    entries bigint not null default 0,
    seal text,
    key text
);
comment on table audit_sealing is 'One row: up to which entry all chains are sealed, and how many entries they have together';
comment on column audit_sealing.seal is 'As in audit_chain: a chain that vanished whole, or went back to an older end, shows in the sum';
comment on column audit_sealing.key is 'The key of all seals, itself encrypted under a data key of the system';
insert into audit_sealing default values;

grant select, insert, update on audit_chain to attune_engine;
grant select, insert on audit_block to attune_engine;
grant select, update on audit_sealing to attune_engine;

create function retire_audit_blocks(of_chain bigint, up_to bigint, new_seal text) returns bigint
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    newest_retired audit_block;
    removed bigint;
begin
    select block.* into strict newest_retired from audit_block as block where block.chain = of_chain and block.number = up_to;
    update audit_chain
    set retired_blocks = newest_retired.number,
        retired_seq = newest_retired.first_seq + cardinality(newest_retired.ids) - 1,
        retired_id = newest_retired.ids[cardinality(newest_retired.ids)],
        retired_hash = newest_retired.hash,
        seal = new_seal
    where chain = of_chain;
    perform set_config('attune.audit_retirement', 'on', true);
    delete from audit_event
    where id in (select unnest(block.ids) from audit_block as block where block.chain = of_chain and block.number <= up_to);
    get diagnostics removed = row_count;
    perform set_config('attune.audit_retirement', 'off', true);
    delete from audit_block where chain = of_chain and number <= up_to;
    return removed;
end
$$;
comment on function retire_audit_blocks is
    'The one way out of the log: takes the oldest blocks of a chain away and leaves where it now begins';
revoke execute on function retire_audit_blocks from public;
grant execute on function retire_audit_blocks to attune_engine;
