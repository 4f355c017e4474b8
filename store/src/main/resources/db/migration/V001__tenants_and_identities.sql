-- Tenants, identities and what they may do (security.md §2, §3).

-- The two roles of the platform. Connections log in as the database's owner and then take one of them, so that no statement of
-- the API runs outside row-level security. Roles belong to the whole server: another database of it may have made them already.
do $$
begin
    if not exists (select from pg_roles where rolname = 'attune_api') then
        create role attune_api nologin;
    end if;
    if not exists (select from pg_roles where rolname = 'attune_engine') then
        create role attune_engine nologin;
    end if;
    execute format('grant attune_api, attune_engine to %I', current_user);
end
$$;

create table tenant (
    id bigint generated always as identity primary key,
    ref text not null unique,
    label text not null,
    frozen boolean not null default false,
    created timestamptz not null default now(),
    updated timestamptz not null default now()
);
comment on table tenant is 'A team that shares nothing with the others (design.md D13, D16)';

create table identity (
    id bigint generated always as identity primary key,
    tenant_id bigint not null references tenant (id),
    login text not null unique,
    display_name text,
    password_hash text,
    attributes jsonb,
    frozen boolean not null default false,
    operator boolean not null default false,
    tokens_valid_from timestamptz not null default 'epoch',
    created timestamptz not null default now(),
    updated timestamptz not null default now()
);
comment on table identity is 'A person or service account; id 1 is the platform itself and cannot log in';
comment on column identity.tokens_valid_from is 'Tokens issued earlier are refused: moved by freeze, password change and logout (SEC-3)';
create index identity_by_tenant on identity (tenant_id);

create table refresh_token (
    id uuid primary key,
    tenant_id bigint not null references tenant (id),
    identity_id bigint not null references identity (id) on delete cascade,
    family uuid not null,
    created timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz,
    revoked_at timestamptz
);
comment on table refresh_token is 'One row per refresh token; using a used one revokes its family (SEC-3)';
create index refresh_token_by_family on refresh_token (family);
create index refresh_token_by_identity on refresh_token (identity_id);

create table pack (
    id bigint generated always as identity primary key,
    tenant_id bigint references tenant (id),
    ref text not null unique,
    label text not null,
    description text,
    version text not null,
    conf_schema jsonb not null default '{}',
    config jsonb not null default '{}',
    meta jsonb not null default '{}',
    tags text[] not null default '{}',
    runtime_deps text[] not null default '{}',
    dependencies text[] not null default '{}',
    installers jsonb not null default '[]',
    source_type text,
    source_url text,
    source_ref text,
    checksum text,
    installed_at timestamptz,
    installation_method text,
    storage_path text,
    installed_by bigint references identity (id) on delete set null,
    created timestamptz not null default now(),
    updated timestamptz not null default now()
);
comment on table pack is 'A bundle of components; without tenant it is a system pack, visible to everybody (is_standard)';

create table permission_set (
    id bigint generated always as identity primary key,
    tenant_id bigint references tenant (id),
    pack_id bigint references pack (id) on delete cascade,
    pack_ref text,
    ref text not null unique,
    label text,
    description text,
    grants jsonb not null default '[]',
    created timestamptz not null default now(),
    updated timestamptz not null default now()
);
comment on table permission_set is 'Grants that can be given to identities and runs (security.md §2.1)';
create index permission_set_by_pack on permission_set (pack_id);

create table permission_assignment (
    id bigint generated always as identity primary key,
    tenant_id bigint not null references tenant (id),
    identity_id bigint not null references identity (id) on delete cascade,
    permission_set_id bigint not null references permission_set (id) on delete cascade,
    created timestamptz not null default now(),
    unique (identity_id, permission_set_id)
);
comment on table permission_assignment is 'A permission set given to an identity directly';
create index permission_assignment_by_set on permission_assignment (permission_set_id);

create table identity_role (
    id bigint generated always as identity primary key,
    tenant_id bigint not null references tenant (id),
    identity_id bigint not null references identity (id) on delete cascade,
    role text not null,
    source text not null default 'manual' check (source in ('manual', 'oidc', 'ldap', 'sync')),
    managed boolean not null default false,
    created timestamptz not null default now(),
    updated timestamptz not null default now(),
    unique (identity_id, role, source)
);
comment on table identity_role is 'A role label an identity has; what it grants says permission_set_role';

create table permission_set_role (
    id bigint generated always as identity primary key,
    tenant_id bigint references tenant (id),
    permission_set_id bigint not null references permission_set (id) on delete cascade,
    role text not null,
    created timestamptz not null default now(),
    unique nulls not distinct (tenant_id, permission_set_id, role)
);
comment on table permission_set_role is 'A role bound to a set: for one tenant, or for all when an operator bound it (api-auth.md §3)';
create index permission_set_role_by_set on permission_set_role (permission_set_id);

-- The platform itself (security.md §1.4): the first tenant and the first identity, without a password.
insert into tenant (ref, label) values ('system', 'Attune');
insert into identity (tenant_id, login, display_name) select id, 'system', 'Attune' from tenant where ref = 'system';
