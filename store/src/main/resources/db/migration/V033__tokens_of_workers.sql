-- A token of a worker belongs to one worker and can be taken back (SEC-16).

alter table worker_enrolment_token
    add column worker_name text,
    add column revoked_at timestamptz,
    add column revoked_by bigint references identity (id) on delete set null,
    add column revocation_reason text check (length(revocation_reason) <= 2000),
    add constraint worker_enrolment_token_revocation
        check (revoked_at is not null or (revoked_by is null and revocation_reason is null));

comment on column worker_enrolment_token.worker_name is
    'The worker that registered with it first, and from then on the only one. A name, not a key: the row of the worker may go and come back';
comment on column worker_enrolment_token.expires_at is 'Until when it must be used first; its worker may then go on using it';

create unique index worker_enrolment_token_by_worker on worker_enrolment_token (worker_name) where revoked_at is null;
comment on index worker_enrolment_token_by_worker is 'No two good tokens speak for one worker';
