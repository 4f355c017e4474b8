-- Webhook keys are looked up by their hash and shown again from a sealed copy (SEC-10). The server seals the keys of earlier versions when it
-- starts: only it can, for the data keys do not lie in the database in clear.

alter table trigger add column webhook_key_hash text unique;
alter table trigger add column webhook_key_sealed text;
update trigger
set webhook_key_hash = encode(sha256(convert_to(webhook_key, 'UTF8')), 'hex')
where webhook_key is not null;
alter table trigger drop constraint trigger_webhook_key_key;
alter table trigger drop constraint trigger_check;
alter table trigger rename column webhook_key to webhook_key_clear;
alter table trigger
    add constraint trigger_webhook_is_open_with_a_key check (webhook_enabled = (webhook_key_hash is not null)),
    add constraint trigger_webhook_key_is_kept_once check (num_nonnulls(webhook_key_sealed, webhook_key_clear) <= 1),
    add constraint trigger_closed_webhook_keeps_no_key
        check (webhook_enabled or num_nonnulls(webhook_key_sealed, webhook_key_clear) = 0);
comment on column trigger.webhook_key_hash is 'SHA-256 of the webhook''s key, which is 128 random bits: deliveries are looked up by it';
comment on column trigger.webhook_key_sealed is 'The key, sealed for those who may change the trigger';
comment on column trigger.webhook_key_clear is 'A key of a version before V016, until the start of the server seals it';

-- Ids of deliveries to a trigger of the platform are chosen by many tenants: one must not meet the events of another.
alter table webhook_delivery drop constraint webhook_delivery_pkey;
alter table webhook_delivery
    add constraint webhook_delivery_comes_once unique nulls not distinct (trigger_id, delivery_id, tenant_id);
