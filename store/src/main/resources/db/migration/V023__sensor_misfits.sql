-- A sensor that its placement keeps off a node says so, instead of running nowhere without a word.

alter table sensor_process add column misfit text;
comment on column sensor_process.misfit is 'Why the node may not run the sensor though a rule waits for it; null when it may';
