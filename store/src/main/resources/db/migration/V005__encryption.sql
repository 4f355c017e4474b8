-- Envelope encryption (security.md §4.1, SEC-13): a master key outside the database wraps one data key per tenant; data keys seal values.

create table encryption_state (
    id boolean primary key default true check (id),
    master_id text not null,
    version bigint not null default 1,
    re_encryption_started timestamptz,
    re_encryption_finished timestamptz,
    re_encrypted bigint not null default 0,
    check (re_encryption_finished is null or re_encryption_started is not null)
);
comment on table encryption_state is 'One row, made by the first start. Whoever adds or wraps data keys holds it for update';
comment on column encryption_state.master_id is 'The master key that wraps every data key; the key itself is never here';
comment on column encryption_state.version is 'Raised with every change of data keys, so that processes notice';
comment on column encryption_state.re_encrypted is 'Values sealed anew since re_encryption_started';

create table data_key (
    id bigint generated always as identity primary key,
    tenant_id bigint,
    master_id text not null,
    wrapped text not null,
    created timestamptz not null default now(),
    retired_at timestamptz
);
comment on table data_key is
    'What seals the values of a tenant, or of the system (null). Retired ones stay: they cost nothing, and a value that a slow process '
    'sealed under one must open. No foreign key: a key is made on a connection of its own, while its user may hold the row of the tenant';
create unique index data_key_current on data_key (tenant_id) nulls not distinct where retired_at is null;
comment on index data_key_current is 'One current key per owner';

-- Master keys do their work in the engine alone: attune_api has no access to either table.
grant select, insert, update, delete on encryption_state, data_key to attune_engine;
grant usage, select on sequence data_key_id_seq to attune_engine;
