package io.attune.store.encryption;

import io.attune.model.tenant.Owner;

/**
 * A place of the schema where sealed values lie, described so that they can be found and sealed anew. Every such place must be known to the
 * re-encryption, or its values stay under keys that were meant to be retired.
 *
 * @param table has a column {@code tenant_id}
 * @param id a column of numbers, and {@code part} a column of text: together they name a value and order the walk through the table
 * @param sealed an expression for the sealed text, null where there is none
 * @param assignment how {@code fresh.sealed} is put in its place
 * @param place what a value belongs to, as it was given to {@link SecretBox#seal}
 */
public record SealedColumn(String table, String id, String part, String sealed, String assignment, Place place) {
    /** Names the row and field of a value. */
    @FunctionalInterface
    public interface Place {
        String of(long id, String part);
    }

    /** A value as it was found. */
    record Found(long id, String part, Owner owner, String sealed) {}

    /** A value sealed anew, if it still is what was found. */
    record Fresh(long id, String part, String found, String sealed) {}

    String walk() {
        return """
                select %2$s, %3$s, tenant_id, %4$s
                from %1$s
                where (%2$s, %3$s) > (?, ?)
                  and %4$s is not null
                order by %2$s, %3$s
                limit ?
                """.formatted(table, id, part, sealed);
    }

    String replacement() {
        return """
                update %1$s
                set %5$s
                from unnest(?::bigint[], ?::text[], ?::text[], ?::text[]) as fresh (id, part, found, sealed)
                where %1$s.%2$s = fresh.id
                  and %1$s.%3$s = fresh.part
                  and %4$s = fresh.found
                """.formatted(table, id, part, sealed(table), assignment);
    }

    /** How many are sealed under a key that no longer is the current one of its owner, and how many in an older form. */
    String count() {
        return """
                select count(*), count(*) filter (where form <> 'v2')
                from (select split_part(%2$s, ':', 1) as form, split_part(%2$s, ':', 2) as key from %1$s where %2$s is not null) as value
                where form <> 'v2'
                   or not exists (select from data_key where retired_at is null and data_key.id::text = value.key)
                """.formatted(table, sealed);
    }

    /** The expression where more than one table is in sight. */
    private String sealed(String of) {
        return of + "." + sealed;
    }
}
