-- Integration tokens, what logins leave behind, and the suspension of tenants (security.md §1.5, SEC-2, SEC-3; design.md D16).

create table integration_token (
    id bigint generated always as identity primary key,
    tenant_id bigint not null references tenant (id),
    identity_id bigint not null references identity (id) on delete cascade,
    label text not null,
    description text,
    token_hash text not null unique,
    token_prefix text not null,
    token_suffix text not null,
    created_by bigint references identity (id) on delete set null,
    expires_at timestamptz,
    last_used_at timestamptz,
    last_used_ip text,
    revoked_at timestamptz,
    revoked_by bigint references identity (id) on delete set null,
    revocation_reason text,
    created timestamptz not null default now(),
    updated timestamptz not null default now(),
    check (revoked_at is not null or (revoked_by is null and revocation_reason is null))
);
comment on table integration_token is 'Logs a service account in (security.md §1.5); only the SHA-256 of the token is kept';
create index integration_token_by_identity on integration_token (identity_id);

-- The engine's alone, as the hashes are: administration reaches other tenants for operators, and checks the tenant for all others.
alter table integration_token enable row level security;
create policy engine_serves_all on integration_token to attune_engine using (true) with check (true);
grant select, insert, update, delete on integration_token to attune_engine;

alter table refresh_token add column integration_token_id bigint references integration_token (id) on delete cascade;
comment on column refresh_token.integration_token_id is 'The token whose exchange began the session: the session lives no longer than it';
create index refresh_token_by_integration_token on refresh_token (integration_token_id) where integration_token_id is not null;

create table login_failure (
    subject text primary key,
    recent timestamptz[] not null,
    rounds integer not null check (rounds >= 0),
    blocked_until timestamptz not null,
    forget_after timestamptz not null
);
comment on table login_failure is
    'Failed attempts per address and per login (SEC-2), shared by all processes; the subject is a hash, since people type passwords into '
    'the wrong field';
create index login_failure_by_age on login_failure (forget_after);
grant select, insert, update, delete on login_failure to attune_engine;

-- The rules and webhooks of a suspended tenant rest: whoever decides from the catalogue must hear of it.
create trigger tenant_suspended after update of frozen on tenant for each statement execute function bump_catalog_version();
