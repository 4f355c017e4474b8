-- Components of packs (runtime.md §1.3, api-catalog.md).

create table runtime (
    id bigint generated always as identity primary key,
    tenant_id bigint references tenant (id),
    pack_id bigint references pack (id) on delete cascade,
    pack_ref text,
    ref text not null unique,
    name text not null,
    description text,
    aliases text[] not null default '{}',
    distributions jsonb not null default '{}',
    installation jsonb,
    execution_config jsonb not null default '{}',
    auto_detected boolean not null default false,
    is_adhoc boolean not null default false,
    created timestamptz not null default now(),
    updated timestamptz not null default now()
);
comment on table runtime is 'How code is started';
create index runtime_by_pack on runtime (pack_id);

create table runtime_version (
    id bigint generated always as identity primary key,
    tenant_id bigint references tenant (id),
    runtime_id bigint not null references runtime (id) on delete cascade,
    runtime_ref text not null,
    version text not null,
    execution_config jsonb not null default '{}',
    distributions jsonb not null default '{}',
    is_default boolean not null default false,
    available boolean not null default false,
    verified_at timestamptz,
    meta jsonb not null default '{}',
    created timestamptz not null default now(),
    updated timestamptz not null default now(),
    unique (runtime_id, version)
);
comment on table runtime_version is 'A version of a runtime with its own, complete execution configuration';

create table sensor (
    id bigint generated always as identity primary key,
    tenant_id bigint references tenant (id),
    pack_id bigint references pack (id) on delete cascade,
    pack_ref text,
    ref text not null unique,
    label text not null,
    description text,
    entrypoint text not null,
    runtime_id bigint references runtime (id) on delete cascade,
    runtime_ref text,
    runtime_version_constraint text,
    trigger_types text[] not null default '{}',
    enabled boolean not null default true,
    is_adhoc boolean not null default false,
    param_schema jsonb,
    config jsonb,
    rule_updates text not null default 'restart' check (rule_updates in ('restart', 'stdin')),
    worker_selector jsonb not null default '{}',
    worker_tolerations jsonb not null default '[]',
    worker_affinity jsonb not null default '{}',
    artifact_retention_policy text,
    artifact_retention_limit integer,
    log_retention_policy text,
    log_retention_limit integer,
    created timestamptz not null default now(),
    updated timestamptz not null default now()
);
comment on table sensor is 'A long-running source of events';
create index sensor_by_pack on sensor (pack_id);

create table trigger (
    id bigint generated always as identity primary key,
    tenant_id bigint references tenant (id),
    pack_id bigint references pack (id) on delete cascade,
    pack_ref text,
    ref text not null unique,
    label text not null,
    description text,
    enabled boolean not null default true,
    is_adhoc boolean not null default false,
    param_schema jsonb,
    out_schema jsonb,
    webhook_enabled boolean not null default false,
    webhook_key text unique,
    webhook_config jsonb not null default '{}',
    sensor_id bigint references sensor (id) on delete set null,
    sensor_ref text,
    created timestamptz not null default now(),
    updated timestamptz not null default now(),
    check (webhook_enabled = (webhook_key is not null))
);
comment on table trigger is 'A type of event';
create index trigger_by_pack on trigger (pack_id);

create table workflow_definition (
    id bigint generated always as identity primary key,
    tenant_id bigint references tenant (id),
    pack_id bigint not null references pack (id) on delete cascade,
    pack_ref text not null,
    ref text not null unique,
    label text not null,
    description text,
    version text not null,
    param_schema jsonb,
    out_schema jsonb,
    definition jsonb not null,
    tags text[] not null default '{}',
    is_adhoc boolean not null default false,
    created timestamptz not null default now(),
    updated timestamptz not null default now()
);
comment on table workflow_definition is 'The graph of a workflow action';

create table action (
    id bigint generated always as identity primary key,
    tenant_id bigint references tenant (id),
    pack_id bigint not null references pack (id) on delete cascade,
    pack_ref text not null,
    ref text not null unique,
    label text not null,
    description text,
    entrypoint text not null,
    runtime_id bigint references runtime (id) on delete set null,
    runtime_version_constraint text,
    required_worker_runtimes jsonb not null default '{}',
    worker_selector jsonb not null default '{}',
    worker_tolerations jsonb not null default '[]',
    worker_affinity jsonb not null default '{}',
    param_schema jsonb,
    out_schema jsonb,
    workflow_def_id bigint references workflow_definition (id) on delete cascade,
    is_adhoc boolean not null default false,
    accesses_mcp boolean not null default false,
    default_execution_permission_set_refs text[] not null default '{}',
    parameter_delivery text not null default 'stdin' check (parameter_delivery in ('stdin', 'file')),
    parameter_format text not null default 'json' check (parameter_format in ('json', 'dotenv', 'yaml')),
    output_format text not null default 'text' check (output_format in ('text', 'json', 'yaml', 'jsonl')),
    timeout_seconds integer check (timeout_seconds > 0),
    max_retries integer not null default 0 check (max_retries >= 0),
    retry_on text[] not null default '{transient}',
    keys text[],
    http_config jsonb,
    container jsonb,
    artifact_retention_policy text,
    artifact_retention_limit integer check (artifact_retention_limit > 0),
    log_retention_policy text,
    log_retention_limit integer check (log_retention_limit > 0),
    created timestamptz not null default now(),
    updated timestamptz not null default now()
);
comment on table action is 'Something that can be run';
create index action_by_pack on action (pack_id);
create index action_by_runtime on action (runtime_id);

create table rule (
    id bigint generated always as identity primary key,
    tenant_id bigint references tenant (id),
    pack_id bigint not null references pack (id) on delete cascade,
    pack_ref text not null,
    ref text not null unique,
    label text not null,
    description text,
    action_id bigint references action (id) on delete set null,
    action_ref text not null,
    trigger_id bigint references trigger (id) on delete set null,
    trigger_ref text not null,
    conditions jsonb not null default '{}',
    action_params jsonb not null default '{}',
    trigger_params jsonb not null default '{}',
    permission_set_refs text[],
    misfire_policy text check (misfire_policy in ('skip', 'fire_once')),
    notify_on_trigger boolean not null default false,
    enabled boolean not null default true,
    is_adhoc boolean not null default false,
    owner_identity bigint references identity (id) on delete set null,
    created timestamptz not null default now(),
    updated timestamptz not null default now()
);
comment on table rule is 'If an event of the trigger meets the conditions, run the action';
create index rule_by_trigger on rule (trigger_ref);
create index rule_by_pack on rule (pack_id);
create index rule_by_action on rule (action_id);

create table work_queue (
    id bigint generated always as identity primary key,
    tenant_id bigint references tenant (id),
    pack_id bigint references pack (id) on delete set null,
    pack_ref text,
    ref text not null,
    label text not null,
    description text,
    enabled boolean not null default true,
    accepting_new_items boolean not null default true,
    dispatch_action_id bigint references action (id) on delete set null,
    dispatch_action_ref text not null,
    default_priority integer not null default 0,
    allow_pending_update boolean not null default false,
    update_strategy text not null default 'replace' check (update_strategy in ('immutable', 'replace', 'merge_patch')),
    batch_mode text not null default 'single' check (batch_mode in ('single', 'batch')),
    item_schema jsonb not null default '{}',
    action_params jsonb not null default '{}',
    permission_set_refs text[],
    config jsonb not null default '{}',
    is_adhoc boolean not null default false,
    created timestamptz not null default now(),
    updated timestamptz not null default now(),
    unique nulls not distinct (tenant_id, ref)
);
comment on table work_queue is 'A queue of work items that packs declare; dispatching is not part of this release';

create table catalog_version (
    id boolean primary key default true check (id),
    version bigint not null default 1
);
comment on table catalog_version is
    'One row. Counts changes of rules, triggers, actions, runtimes and pack configuration. Ingest locks it for share and compares it with '
    'the version its rule index was built from, so that a rule changed a moment ago is never missed (design.md §4)';
insert into catalog_version default values;

create function bump_catalog_version() returns trigger language plpgsql security definer as $$
begin
    update catalog_version set version = version + 1;
    perform pg_notify('attune_catalog', '');
    return null;
end
$$;
create trigger rule_changed after insert or update or delete on rule for each statement execute function bump_catalog_version();
create trigger trigger_changed after insert or update or delete on trigger for each statement execute function bump_catalog_version();
create trigger action_changed after insert or update or delete on action for each statement execute function bump_catalog_version();
create trigger runtime_changed after insert or update or delete on runtime for each statement execute function bump_catalog_version();
create trigger pack_changed after insert or update or delete on pack for each statement execute function bump_catalog_version();
