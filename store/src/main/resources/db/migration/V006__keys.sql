-- Keys: named values of a tenant and what is in it (runtime.md §1.3, security.md §3.4).

create table key (
    id bigint generated always as identity primary key,
    tenant_id bigint not null references tenant (id),
    ref text not null,
    owner_type text not null check (owner_type in ('system', 'identity', 'pack', 'action', 'sensor')),
    owner text not null generated always as
        (coalesce(coalesce(owner_identity, owner_pack, owner_action, owner_sensor)::text, 'system')) stored,
    owner_identity bigint references identity (id),
    owner_pack bigint references pack (id),
    owner_pack_ref text,
    owner_action bigint references action (id) on delete cascade,
    owner_action_ref text,
    owner_sensor bigint references sensor (id) on delete cascade,
    owner_sensor_ref text,
    name text not null,
    encrypted boolean not null default false,
    sealed text not null,
    expires_at timestamptz,
    created timestamptz not null default now(),
    updated timestamptz not null default now(),
    unique (tenant_id, ref),
    unique (tenant_id, owner_type, owner, name),
    check ((owner_identity is not null) = (owner_type = 'identity')),
    check ((owner_pack is not null) = (owner_type = 'pack')),
    check ((owner_action is not null) = (owner_type = 'action')),
    check ((owner_sensor is not null) = (owner_type = 'sensor')),
    check ((owner_pack_ref is null) = (owner_pack is null)),
    check ((owner_action_ref is null) = (owner_action is null)),
    check ((owner_sensor_ref is null) = (owner_sensor is null))
);
comment on table key is 'A named value. No pack and no identity is deleted while it owns one (FIX-29); keys of an action or sensor go with it';
comment on column key.encrypted is 'Whether the value is a secret; stored sealed is every value (design.md D21)';
comment on column key.expires_at is 'Past it the key is absent: every query says so, and a sweep removes it in time (FIX-30)';
create index key_by_expiry on key (expires_at) where expires_at is not null;
create index key_by_identity on key (owner_identity) where owner_identity is not null;
create index key_by_pack on key (owner_pack) where owner_pack is not null;
create index key_by_action on key (owner_action) where owner_action is not null;
create index key_by_sensor on key (owner_sensor) where owner_sensor is not null;

grant select, insert, update, delete on key to attune_api, attune_engine;
grant usage, select on sequence key_id_seq to attune_api, attune_engine;
-- Keys are always a tenant's, never the system's: not even operators see others.
alter table key enable row level security;
create policy engine_serves_all on key to attune_engine using (true) with check (true);
create policy own_rows_only on key to attune_api
    using (tenant_id = (select current_tenant()))
    with check (tenant_id = (select current_tenant()));
