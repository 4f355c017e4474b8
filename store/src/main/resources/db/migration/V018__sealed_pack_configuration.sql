-- Secret entries of a pack's configuration lie sealed beside it (packs.md §5, SEC-14).

alter table pack add column sealed_config text;
comment on column pack.config is 'Markers stand in the places of secret entries';
comment on column pack.sealed_config is 'The values of the secret entries by JSON pointer, sealed under the data key of the owner';
