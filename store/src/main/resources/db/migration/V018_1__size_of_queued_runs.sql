-- What a lease takes at once is bounded by bytes too: the memory of the server is.

alter table run_queue add column bytes bigint not null default 0;
comment on column run_queue.bytes is 'About how much memory the parameters of the run take';
