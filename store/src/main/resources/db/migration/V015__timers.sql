-- Timers of rules (runtime.md §3, FIX-8, FIX-10): what a restart, a crash or another node must know to go on.

create table timer (
    rule_id bigint primary key references rule (id) on delete cascade,
    tenant_id bigint references tenant (id),
    trigger_ref text not null,
    parameters jsonb not null,
    status text not null check (status in ('scheduled', 'disabled', 'past', 'finished')),
    started_at timestamptz not null,
    next_fire_at timestamptz,
    last_fired_at timestamptz,
    fired bigint not null default 0 check (fired >= 0),
    missed bigint not null default 0 check (missed >= 0),
    problem text,
    check ((status = 'scheduled') = (next_fire_at is not null)),
    check (problem is null or status = 'disabled'),
    check ((fired > 0) = (last_fired_at is not null))
);
comment on table timer is 'The timer of a rule of a timer trigger. Advanced in the transaction that stores the event of its tick';
comment on column timer.trigger_ref is 'With parameters, what the timer was started for: when the rule says something else, it is started anew';
comment on column timer.started_at is 'The phase of an interval: ticks never drift away from it';
comment on column timer.fired is 'Ticks that became events since the start';
comment on column timer.missed is 'Ticks that did not, since the platform was down';
comment on column timer.problem is 'Why the parameters make no schedule';
create index timer_due on timer (next_fire_at) where next_fire_at is not null;
comment on index timer_due is 'Finds what is due, and how long there is nothing to do, without a look at the other timers';
create index timer_by_tenant on timer (tenant_id, next_fire_at);

grant select, insert, update, delete on timer to attune_api, attune_engine;

alter table timer enable row level security;
create policy engine_serves_all on timer to attune_engine using (true) with check (true);
create policy own_or_system_is_visible on timer for select to attune_api
    using (tenant_id is null or tenant_id = (select current_tenant()));
create policy own_is_inserted on timer for insert to attune_api
    with check (tenant_id = (select current_tenant()) or (tenant_id is null and (select is_operator())));
create policy own_is_updated on timer for update to attune_api
    using (tenant_id = (select current_tenant()) or (tenant_id is null and (select is_operator())))
    with check (tenant_id = (select current_tenant()) or (tenant_id is null and (select is_operator())));
create policy own_is_deleted on timer for delete to attune_api
    using (tenant_id = (select current_tenant()) or (tenant_id is null and (select is_operator())));
