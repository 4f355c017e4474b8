-- Secrets are taken out of the results of runs and out of enforcements, too (runtime.md §1.3, security.md §4.3).

alter table execution_secret_value rename column execution_id to entity_id;
alter table execution_secret_value
    add column entity_type text not null default 'execution_config'
        check (entity_type in ('execution_config', 'execution_result', 'enforcement_config')),
    add column source_kind text not null default 'parameter_schema'
        check (source_kind in ('pack_config', 'keystore', 'execution_result', 'workflow_parameter', 'queue_item', 'parameter_schema')),
    add column source_ref text,
    add column part text generated always as (entity_type || json_path) stored;
alter table execution_secret_value alter column entity_type drop default, alter column source_kind drop default;
alter table execution_secret_value drop constraint execution_secret_value_pkey;
alter table execution_secret_value add primary key (entity_id, part);

comment on table execution_secret_value is
    'The secret values of a run or an enforcement, taken out of its JSON and encrypted (security.md §4.3)';
comment on column execution_secret_value.part is 'Which value of the entity: its type and path. In the key, so that one index serves every look-up';
comment on column execution_secret_value.source_kind is 'What made it a secret';

-- Who may have them revealed decides the API; the values are sealed anyway.
grant select on execution_secret_value to attune_api;
create policy own_is_visible on execution_secret_value for select to attune_api using (tenant_id = (select current_tenant()));
