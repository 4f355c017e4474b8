-- What came to each webhook and what became of it (runtime.md §4 "Logging").

create table webhook_event_log (
    id bigint generated always as identity primary key,
    tenant_id bigint,
    trigger_id bigint not null,
    trigger_ref text not null,
    webhook_key text not null,
    outcome text not null check (outcome in ('accepted', 'repeated', 'challenged', 'disabled', 'too_large', 'address_refused',
        'rate_limited', 'signature_refused', 'malformed', 'payload_refused', 'not_stored')),
    status_code integer not null check (status_code between 200 and 599),
    error_message text check (length(error_message) <= 1000),
    event_id bigint,
    delivery_id text check (length(delivery_id) <= 255),
    redelivery_of bigint,
    source_ip text,
    user_agent text,
    headers jsonb not null default '{}',
    payload_size_bytes bigint not null check (payload_size_bytes >= 0),
    processing_time_ms double precision not null,
    hmac_verified boolean,
    received_at timestamptz not null,
    check ((event_id is not null) = (outcome in ('accepted', 'repeated'))),
    check (redelivery_of is null or outcome = 'accepted')
);
comment on table webhook_event_log is
    'Deliveries to webhooks: accepted ones in the transaction of their event, refused ones soon after. No body, no secret, and no foreign '
    'key, for the reason of webhook_delivery; a sweep removes what is old and what belonged to a trigger that is gone';
comment on column webhook_event_log.webhook_key is 'Fingerprint of the key (FIX-13)';
comment on column webhook_event_log.headers is 'A few that say what was sent, never credentials or signatures';
create index webhook_event_log_by_trigger on webhook_event_log (trigger_id, id desc);
create index webhook_event_log_refused on webhook_event_log (trigger_id, id desc) where status_code >= 400;
comment on index webhook_event_log_refused is 'Finds a few refusals among very many accepted deliveries, and costs those nothing';

grant select on webhook_event_log to attune_api;
grant select, insert, update, delete on webhook_event_log to attune_engine;
grant usage, select on sequence webhook_event_log_id_seq to attune_engine;
alter table webhook_event_log enable row level security;
create policy engine_serves_all on webhook_event_log to attune_engine using (true) with check (true);
create policy own_or_system_is_visible on webhook_event_log for select to attune_api
    using (tenant_id is null or tenant_id = (select current_tenant()));

alter table trigger add column validate_payload boolean not null default false;
comment on column trigger.validate_payload is 'Whether events must fit out_schema; those that do not are refused';
