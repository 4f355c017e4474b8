-- Identities have the second wall, too (SEC-9): whoever administers them without being an operator works as attune_api, which sees the own
-- tenant alone. It reads no hash, and changes nothing but what administration changes.

alter table identity add column has_password boolean not null generated always as (password_hash is not null) stored;
comment on column identity.has_password is 'What may be known of the password: the hash itself is for the engine, which lets people in';

revoke all on identity, refresh_token, permission_assignment, identity_role from attune_api;
grant select (id, tenant_id, login, display_name, has_password, attributes, frozen, operator, tokens_valid_from, created, updated),
    insert (tenant_id, login, display_name, password_hash, attributes, operator),
    update (display_name, password_hash, attributes, frozen, tokens_valid_from, updated),
    delete
    on identity to attune_api;
grant select (tenant_id, identity_id, revoked_at), update (revoked_at) on refresh_token to attune_api;
grant select, insert, delete on permission_assignment, identity_role to attune_api;
grant select (id, tenant_id, identity_id, label, description, token_prefix, token_suffix, created_by, expires_at, last_used_at,
        last_used_ip, revoked_at, revoked_by, revocation_reason, created, updated),
    insert (tenant_id, identity_id, label, description, token_hash, token_prefix, token_suffix, created_by, expires_at),
    update (revoked_at, revoked_by, revocation_reason, updated),
    delete
    on integration_token to attune_api;

create function administers(whom bigint) returns boolean language sql stable as
    $$ select exists (select from identity where id = whom and (not operator or is_operator())) $$;
comment on function administers is
    'Whether this transaction sees an identity, and may change what it is and has: only operators change operators (design.md D16)';

drop policy own_is_inserted on identity;
drop policy own_is_updated on identity;
drop policy own_is_deleted on identity;
create policy own_is_inserted on identity for insert to attune_api
    with check (tenant_id = (select current_tenant()) and (not operator or (select is_operator())));
create policy own_is_updated on identity for update to attune_api
    using (tenant_id = (select current_tenant()) and (not operator or (select is_operator())))
    with check (tenant_id = (select current_tenant()) and (not operator or (select is_operator())));
create policy own_is_deleted on identity for delete to attune_api
    using (tenant_id = (select current_tenant()) and (not operator or (select is_operator())));

do $$
declare
    owned text;
begin
    foreach owned in array array['refresh_token', 'permission_assignment', 'identity_role']
    loop
        execute format('drop policy own_or_system_is_visible on %I', owned);
        execute format('drop policy own_is_inserted on %I', owned);
        execute format('drop policy own_is_updated on %I', owned);
        execute format('drop policy own_is_deleted on %I', owned);
    end loop;
    foreach owned in array array['refresh_token', 'permission_assignment', 'identity_role', 'integration_token']
    loop
        execute format('create policy own_is_visible on %I for select to attune_api using (tenant_id = (select current_tenant()))', owned);
    end loop;
    -- A foreign key looks through the wall, and a row of the own tenant could name somebody else's identity: that is asked as well.
    foreach owned in array array['permission_assignment', 'identity_role', 'integration_token']
    loop
        execute format('create policy own_is_inserted on %I for insert to attune_api
            with check (tenant_id = (select current_tenant()) and administers(identity_id))', owned);
        execute format('create policy own_is_deleted on %I for delete to attune_api
            using (tenant_id = (select current_tenant()) and administers(identity_id))', owned);
    end loop;
    foreach owned in array array['refresh_token', 'integration_token']
    loop
        execute format('create policy own_is_updated on %I for update to attune_api
            using (tenant_id = (select current_tenant()) and administers(identity_id))
            with check (tenant_id = (select current_tenant()) and administers(identity_id))', owned);
    end loop;
end
$$;
