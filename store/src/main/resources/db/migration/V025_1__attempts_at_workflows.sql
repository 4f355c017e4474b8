-- A decision that is large enough to end the process must not be tried for ever.

alter table workflow_run add column attempts integer not null default 0 check (attempts >= 0);
comment on column workflow_run.attempts is 'How often a large decision was begun since the state was last stored';
