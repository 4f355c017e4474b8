-- The end of a task and the next step of its workflow are one transaction (docs/adr/0031): their times must tell what came first.

alter table execution
    alter column created set default statement_timestamp(),
    alter column updated set default statement_timestamp();
comment on column execution.created is 'As all times of an execution, that of the statement: several steps may be taken in one transaction';
alter table audit_event alter column created set default statement_timestamp();
alter table inquiry alter column created set default statement_timestamp();
