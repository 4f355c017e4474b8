-- Pages of executions by status or rule, however many others there are. An execution enters the first index once, when it ends.

create index execution_ended on execution (tenant_id, status, id desc) where ended_at is not null;
comment on index execution_ended is 'Lists by status; the statuses of those that go on are found by execution_active';
create index execution_by_rule on execution (rule_ref, id desc) where rule_ref is not null;
comment on index execution_by_rule is 'Lists of what a rule started';
