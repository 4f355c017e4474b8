-- From the event to the finished run (runtime.md §1.3, §2; design.md §4).
--
-- Events, enforcements, executions, their queue rows and logs carry no foreign keys: each check is a look-up and a row lock on the main
-- road, and these rows outlive the definitions they name anyway. They are written by the engine in the transaction that made sure of
-- the parent. Readers show the id of a vanished definition as null (runtime.md §1.1).

create table worker (
    id bigint generated always as identity primary key,
    name text not null unique,
    worker_type text not null default 'local' check (worker_type in ('local', 'remote', 'container')),
    worker_role text not null default 'action' check (worker_role in ('action', 'sensor')),
    incarnation text not null,
    host text,
    port integer,
    status text not null default 'active' check (status in ('active', 'inactive', 'busy', 'error')),
    slots integer not null default 1 check (slots > 0),
    capabilities jsonb not null default '{}',
    meta jsonb not null default '{}',
    last_heartbeat timestamptz,
    cordoned boolean not null default false,
    cordon_reason text,
    cordoned_by bigint references identity (id) on delete set null,
    cordoned_at timestamptz,
    created timestamptz not null default now(),
    updated timestamptz not null default now()
);
comment on table worker is 'A process that runs actions; platform-wide, not owned by a tenant';
comment on column worker.incarnation is 'New at each start of the worker process: runs of an older incarnation are lost (FIX-19)';

create table worker_enrolment_token (
    id bigint generated always as identity primary key,
    token_hash text not null unique,
    label text not null,
    labels jsonb not null default '{}',
    created_by bigint references identity (id) on delete set null,
    expires_at timestamptz not null,
    first_used_at timestamptz,
    created timestamptz not null default now()
);
comment on table worker_enrolment_token is 'What "attune worker --token" presents; only the SHA-256 is kept';
comment on column worker_enrolment_token.expires_at is 'Until when it must be used first; the workers enrolled with it may then go on using it';

create table event (
    id bigint generated always as identity primary key,
    tenant_id bigint,
    trigger_id bigint,
    trigger_ref text not null,
    config jsonb,
    payload jsonb,
    source_id bigint,
    source_ref text,
    rule_id bigint,
    rule_ref text,
    created timestamptz not null default now()
);
comment on table event is 'Something that happened; immutable. Rows without tenant come from system sensors and are for everybody';
comment on column event.rule_id is 'Set when the event is addressed to one rule only; no foreign key, the rule may be gone';
create index event_by_tenant on event (tenant_id, id desc);
create index event_by_trigger on event (trigger_ref, id desc);
create index event_by_rule on event (rule_ref, id desc) where rule_ref is not null;
create index event_by_trigger_id on event (trigger_id);

create table webhook_delivery (
    trigger_id bigint not null,
    delivery_id text not null,
    tenant_id bigint,
    event_id bigint not null,
    created timestamptz not null default now(),
    primary key (trigger_id, delivery_id)
);
comment on table webhook_delivery is
    'Delivery ids seen in the last 24 h: a repeat answers with the first event (FIX-12). No foreign key: ingest holds the catalog version '
    'for share when it writes here, and would wait for a changer of the trigger that waits for that version';
create index webhook_delivery_by_age on webhook_delivery (created);

create table enforcement (
    id bigint generated always as identity primary key,
    tenant_id bigint,
    rule_id bigint,
    rule_ref text not null,
    trigger_ref text not null,
    event_id bigint,
    config jsonb,
    payload jsonb not null default '{}',
    condition text not null default 'all' check (condition in ('any', 'all')),
    conditions jsonb not null default '{}',
    status text not null default 'created' check (status in ('created', 'processed', 'disabled')),
    created timestamptz not null default now(),
    resolved_at timestamptz,
    unique (event_id, rule_id),
    check ((status = 'created') = (resolved_at is null))
);
comment on table enforcement is 'One rule firing for one event; unique, so that an event handled twice fires a rule once';
create index enforcement_by_tenant on enforcement (tenant_id, id desc);
create index enforcement_by_rule on enforcement (rule_id);
create index enforcement_by_rule_ref on enforcement (rule_ref, id desc);

create table evaluation_error (
    id bigint generated always as identity primary key,
    tenant_id bigint,
    event_id bigint not null,
    rule_id bigint,
    rule_ref text not null,
    message text not null,
    created timestamptz not null default now()
);
comment on table evaluation_error is 'Why a rule could not be evaluated for an event (FIX-3): visible, never only logged';
create index evaluation_error_by_event on evaluation_error (event_id);

create table execution (
    id bigint generated always as identity primary key,
    tenant_id bigint not null,
    action_id bigint,
    action_ref text not null,
    rule_ref text,
    trigger_ref text,
    config jsonb,
    has_secrets boolean not null default false,
    env_vars jsonb,
    parent_id bigint,
    enforcement_id bigint,
    executor bigint,
    permission_set_refs text[] not null default '{}',
    artifact_retention_policy text,
    artifact_retention_limit integer,
    worker_selector jsonb,
    worker_tolerations jsonb,
    worker_affinity jsonb,
    placement_id bigint,
    worker_id bigint,
    status text not null default 'requested' check (status in ('requested', 'scheduling', 'scheduled', 'running', 'completed', 'failed',
        'canceling', 'cancelled', 'timeout', 'abandoned')),
    result jsonb,
    waiting_for text,
    attempt integer not null default 0,
    started_at timestamptz,
    ended_at timestamptz,
    workflow_def_id bigint,
    workflow_task jsonb,
    retry_count integer not null default 0,
    max_retries integer,
    retry_reason text,
    original_execution bigint,
    created timestamptz not null default now(),
    updated timestamptz not null default now(),
    check ((status in ('completed', 'failed', 'cancelled', 'timeout', 'abandoned')) = (ended_at is not null))
);
comment on table execution is 'One run of an action';
comment on column execution.attempt is 'How often it was handed to a worker; a report names the attempt it belongs to';
comment on column execution.placement_id is 'What it asks of a worker; null when it never goes to one';
comment on column execution.waiting_for is 'Plain words for a person: why it has not started yet';
create unique index execution_per_enforcement on execution (enforcement_id) where parent_id is null and original_execution is null;
create index execution_by_tenant on execution (tenant_id, id desc);
create index execution_by_action on execution (action_ref, id desc);
create index execution_by_parent on execution (parent_id) where parent_id is not null;
create index execution_active on execution (status, id) where ended_at is null;
create index execution_on_worker on execution (worker_id) where ended_at is null and worker_id is not null;
alter table execution set (fillfactor = 85);

create table execution_secret_value (
    execution_id bigint not null,
    json_path text not null,
    tenant_id bigint not null,
    sealed text not null,
    primary key (execution_id, json_path)
);
comment on table execution_secret_value is
    'The secret parameters of a run, taken out of its config and encrypted (security.md §4.3); only the engine reads them';

create table placement (
    id bigint generated always as identity primary key,
    requirements jsonb not null,
    digest text not null unique
);
comment on table placement is
    'The distinct sets of demands on a worker (runtime, version, selector, tolerations, affinity). Queue rows name one, so that a worker '
    'asks for what it can run by a list of ids';

create table run_queue (
    execution_id bigint primary key,
    placement_id bigint not null,
    priority integer not null default 0,
    ready_at timestamptz not null default now(),
    enqueued_at timestamptz not null default now()
);
comment on table run_queue is 'Runs that wait for a worker: inserted with the execution, deleted when claimed (design.md §5)';
create index run_queue_order on run_queue (placement_id, priority desc, execution_id);

create table execution_log (
    execution_id bigint not null,
    stream text not null check (stream in ('stdout', 'stderr')),
    start_offset bigint not null check (start_offset >= 0),
    tenant_id bigint not null,
    bytes bytea not null,
    created timestamptz not null default now(),
    primary key (execution_id, stream, start_offset)
);
comment on table execution_log is 'Masked output in the order of its bytes; the key makes repeated sending harmless';

create table audit_event (
    id bigint generated always as identity primary key,
    tenant_id bigint references tenant (id),
    created timestamptz not null default now(),
    category text not null,
    event_type text not null,
    outcome text not null check (outcome in ('success', 'failure', 'denied')),
    actor_identity bigint,
    actor_login text,
    actor_token_type text,
    actor_ip text,
    request_id uuid,
    resource_type text,
    resource_id bigint,
    resource_ref text,
    details jsonb
);
comment on table audit_event is 'Who did what; no foreign keys, rows outlive their subjects (security.md §5)';
create index audit_event_by_tenant on audit_event (tenant_id, id desc);
