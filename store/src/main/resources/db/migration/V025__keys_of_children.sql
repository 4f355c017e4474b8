-- A child is found by its whole key: "is not distinct from" is no condition of an index, which made each look-up cost as much as a task
-- has items.

drop index execution_of_task;
create unique index execution_of_task on execution (parent_id, task_name, task_iteration, coalesce(task_item, -1), retry_count)
    nulls not distinct
    where task_name is not null;
comment on index execution_of_task is
    'A decision that is made twice makes no second child; also finds a child by its key, and the results of a task';
