package io.attune.store.admission;

import static io.attune.store.HotSql.bigints;
import static io.attune.store.HotSql.texts;

import io.attune.engine.admission.StartHistory;
import io.attune.model.id.AdmissionGroupId;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.TenantId;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows of {@code admission} and {@code admission_start}, and how the groups stand, for a transaction that has locked the groups
 * ({@link AdmissionGroupStore}). Each method takes one statement, however many groups and runs.
 */
@Singleton
public final class AdmissionStore {
    /** How many have left a group. */
    public record Left(int active, int waiting) {
        public static final Left NONE = new Left(0, 0);
    }

    /** Forgets runs that are over. */
    public Map<AdmissionGroupId, Left> leave(Tx tx, Collection<ExecutionId> ended) {
        record Row(AdmissionGroupId group, Left left) {}
        var sql = """
                with gone as (
                    delete from admission
                    where execution_id = any (?)
                    returning group_id, waiting
                )
                select group_id, count(*) filter (where not waiting), count(*) filter (where waiting)
                from gone
                group by group_id
                """;
        Map<AdmissionGroupId, Left> left = new HashMap<>();
        HotSql.query(
                        tx,
                        sql,
                        (connection, statement) ->
                                statement.setArray(1, bigints(connection, ended, ExecutionId::value)),
                        row -> new Row(new AdmissionGroupId(row.getLong(1)), new Left(row.getInt(2), row.getInt(3))))
                .forEach(row -> left.put(row.group(), row.left()));
        return left;
    }

    /** What has started in groups with a rate limit, and what time it is. */
    public record History(Instant now, Map<AdmissionGroupId, StartHistory> byGroup) {}

    /**
     * Reads starts, and the time of this moment: others may have held the groups until now.
     *
     * @param most how many may start at once, by group
     */
    public History history(Tx tx, Collection<LockedGroup> groups, Map<AdmissionGroupId, Integer> most) {
        record Row(
                AdmissionGroupId group,
                @Nullable Long number,
                @Nullable Instant at,
                Instant now) {}
        var sql = """
                select wanted.group_id, start.number, start.at, clock_timestamp()
                from unnest(?::bigint[], ?::bigint[], ?::bigint[]) as wanted (group_id, first, last)
                left join admission_start as start
                    on start.group_id = wanted.group_id and start.number between wanted.first and wanted.last
                """;
        var rows = HotSql.query(
                tx,
                sql,
                (connection, statement) -> {
                    statement.setArray(
                            1, bigints(connection, groups, group -> group.id().value()));
                    statement.setArray(2, bigints(connection, groups, AdmissionStore::firstThatCounts));
                    statement.setArray(
                            3,
                            bigints(
                                    connection,
                                    groups,
                                    group -> firstThatCounts(group) + most.getOrDefault(group.id(), 0)));
                },
                row -> new Row(
                        new AdmissionGroupId(row.getLong(1)),
                        row.getObject(2, Long.class),
                        instant(row.getObject(3, OffsetDateTime.class)),
                        row.getObject(4, OffsetDateTime.class).toInstant()));
        Map<AdmissionGroupId, Map<Long, Instant>> times = new HashMap<>();
        Instant now = Instant.MIN;
        for (Row row : rows) {
            var ofGroup = times.computeIfAbsent(row.group(), _ -> new HashMap<>());
            if (row.number() != null && row.at() != null) {
                ofGroup.put(row.number(), row.at());
            }
            now = row.now().isAfter(now) ? row.now() : now;
        }
        Map<AdmissionGroupId, StartHistory> byGroup = new HashMap<>();
        groups.forEach(group ->
                byGroup.put(group.id(), new StartHistory(group.starts(), times.getOrDefault(group.id(), Map.of()))));
        return new History(now, byGroup);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }

    private static long firstThatCounts(LockedGroup group) {
        var rate = group.limits().rate();
        return rate == null ? group.starts() : group.starts() + 1 - rate.maxExecutions();
    }

    /**
     * A run that may go.
     *
     * @param placement what it asks of a worker; null for a workflow
     */
    public record Admitted(ExecutionId execution, @Nullable Long placement) {}

    /**
     * Lets the heads of lines go.
     *
     * @param heads how many, by group
     * @return them, in the order of their places
     */
    public List<Admitted> promote(Tx tx, Map<AdmissionGroupId, Integer> heads) {
        record Row(long place, Admitted admitted) {}
        var sql = """
                with head as (
                    select line.execution_id
                    from unnest(?::bigint[], ?::bigint[]) as wanted (group_id, many)
                    cross join lateral (
                        select execution_id
                        from admission
                        where admission.group_id = wanted.group_id
                          and waiting
                        order by place
                        limit wanted.many
                    ) as line
                ),
                waited as (
                    update admission_wait
                    set until = clock_timestamp()
                    from head
                    where admission_wait.execution_id = head.execution_id
                      and admission_wait.until is null
                )
                update admission
                set waiting = false, deadline = null
                from head
                where admission.execution_id = head.execution_id
                returning admission.place, admission.execution_id, admission.placement_id
                """;
        List<Map.Entry<AdmissionGroupId, Integer>> entries = List.copyOf(heads.entrySet());
        var rows = HotSql.query(
                tx,
                sql,
                (connection, statement) -> {
                    statement.setArray(
                            1,
                            bigints(connection, entries, entry -> entry.getKey().value()));
                    statement.setArray(
                            2,
                            bigints(
                                    connection,
                                    entries,
                                    entry -> entry.getValue().longValue()));
                },
                row -> new Row(
                        row.getLong(1), new Admitted(new ExecutionId(row.getLong(2)), row.getObject(3, Long.class))));
        return rows.stream()
                .sorted(Comparator.comparingLong(Row::place))
                .map(Row::admitted)
                .toList();
    }

    /**
     * A run that came.
     *
     * @param isNew whether it takes its id for its place in line; else it came now, and takes a number that is drawn now
     * @param waits how long it may wait; null for one that goes at once
     */
    public record Entry(
            AdmissionGroupId group,
            TenantId tenant,
            ExecutionId execution,
            boolean isNew,
            @Nullable Long placement,
            @Nullable Duration waits) {}

    /** A group as it stands from now on. */
    public record Standing(AdmissionGroupId group, int active, int waiting, long starts, Optional<Instant> due) {}

    /** Writes who came, since when those wait who do, and how the groups stand. */
    public void write(Tx tx, List<Entry> entries, List<Standing> groups) {
        var sql = """
                with came as (
                    insert into admission (execution_id, group_id, tenant_id, waiting, place, placement_id, deadline)
                    select execution_id, group_id, tenant_id, seconds is not null,
                        coalesce(place, nextval(pg_get_serial_sequence('execution', 'id'))), placement_id,
                        clock_timestamp() + seconds * interval '1 second'
                    from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[]) with ordinality
                        as new (execution_id, group_id, tenant_id, place, placement_id, seconds, number)
                    order by number
                    returning execution_id, group_id, tenant_id, waiting
                ),
                waits as (
                    insert into admission_wait (execution_id, tenant_id, policy_ref, since)
                    select came.execution_id, came.tenant_id, policy.ref, clock_timestamp()
                    from came
                    join admission_group on admission_group.id = came.group_id
                    left join policy on policy.id = admission_group.policy_id
                    where came.waiting
                )
                update admission_group
                set active = new.active, waiting = new.waiting, starts = new.starts, due_at = new.due::timestamptz, updated = now()
                from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[])
                    as new (id, active, waiting, starts, due)
                where admission_group.id = new.id
                """;
        HotSql.update(tx, sql, (connection, statement) -> {
            statement.setArray(
                    1, bigints(connection, entries, entry -> entry.execution().value()));
            statement.setArray(
                    2, bigints(connection, entries, entry -> entry.group().value()));
            statement.setArray(
                    3, bigints(connection, entries, entry -> entry.tenant().value()));
            statement.setArray(
                    4,
                    bigints(
                            connection,
                            entries,
                            entry -> entry.isNew() ? entry.execution().value() : null));
            statement.setArray(5, bigints(connection, entries, Entry::placement));
            statement.setArray(6, bigints(connection, entries, entry -> {
                Duration waits = entry.waits();
                return waits == null ? null : waits.toSeconds();
            }));
            statement.setArray(
                    7, bigints(connection, groups, group -> group.group().value()));
            statement.setArray(8, bigints(connection, groups, group -> (long) group.active()));
            statement.setArray(9, bigints(connection, groups, group -> (long) group.waiting()));
            statement.setArray(10, bigints(connection, groups, Standing::starts));
            statement.setArray(
                    11,
                    texts(
                            connection,
                            groups,
                            group -> group.due().map(Instant::toString).orElse(null)));
        });
    }

    /**
     * New starts under a rate limit.
     *
     * @param before how many there were
     * @param now how many there are
     * @param kept how many are kept
     */
    public record Starts(LockedGroup group, long before, long now, int kept) {}

    /** Notes starts, and forgets those that no longer count. */
    public void writeStarts(Tx tx, List<Starts> starts, Instant at) {
        if (starts.isEmpty()) {
            return;
        }
        var sql = """
                with started as (
                    select *
                    from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
                        as new (group_id, tenant_id, before, now, kept)
                ),
                forgotten as (
                    delete from admission_start
                    using started
                    where admission_start.group_id = started.group_id
                      and admission_start.number <= started.now - started.kept
                )
                insert into admission_start (group_id, number, tenant_id, at)
                select started.group_id, number, started.tenant_id, ?::timestamptz
                from started
                cross join generate_series(greatest(started.before, started.now - started.kept) + 1, started.now) as number
                """;
        HotSql.update(tx, sql, (connection, statement) -> {
            statement.setArray(
                    1, bigints(connection, starts, start -> start.group().id().value()));
            statement.setArray(
                    2,
                    bigints(
                            connection,
                            starts,
                            start -> start.group().ref().tenant().value()));
            statement.setArray(3, bigints(connection, starts, Starts::before));
            statement.setArray(4, bigints(connection, starts, Starts::now));
            statement.setArray(5, bigints(connection, starts, start -> (long) start.kept()));
            statement.setString(6, at.toString());
        });
    }

    /**
     * A run that has waited for as long as it may.
     *
     * @param policyRef null when the policy is gone
     */
    public record Overdue(
            ExecutionId execution,
            AdmissionGroupId group,
            @Nullable String policyRef) {}

    /** Runs that have waited for as long as they may, those that are overdue for longest first. */
    public List<Overdue> overdue(Tx tx, int limit) {
        var sql = """
                select admission.execution_id, admission.group_id, policy.ref
                from admission
                join admission_group on admission_group.id = admission.group_id
                left join policy on policy.id = admission_group.policy_id
                where admission.waiting
                  and admission.deadline <= clock_timestamp()
                order by admission.deadline
                limit ?
                """;
        return HotSql.query(
                tx,
                sql,
                (_, statement) -> statement.setInt(1, limit),
                row -> new Overdue(
                        new ExecutionId(row.getLong(1)), new AdmissionGroupId(row.getLong(2)), row.getString(3)));
    }

    /** Runs that are over, or gone, and have not left their groups: none, unless something went wrong. */
    public Map<ExecutionId, AdmissionGroupId> leftBehind(Tx tx, int limit) {
        var sql = """
                select admission.execution_id, admission.group_id
                from admission
                left join execution on execution.id = admission.execution_id
                where execution.id is null or execution.ended_at is not null
                limit ?
                """;
        Map<ExecutionId, AdmissionGroupId> found = new HashMap<>();
        var _ = HotSql.query(
                tx,
                sql,
                (_, statement) -> statement.setInt(1, limit),
                row -> found.put(new ExecutionId(row.getLong(1)), new AdmissionGroupId(row.getLong(2))));
        return found;
    }

    /** Those of the executions that still wait. */
    public List<ExecutionId> waiting(Tx tx, Collection<ExecutionId> executions) {
        return HotSql.query(
                tx,
                "select execution_id from admission where execution_id = any (?) and waiting",
                (connection, statement) -> statement.setArray(1, bigints(connection, executions, ExecutionId::value)),
                row -> new ExecutionId(row.getLong(1)));
    }

    /** How long nothing will be due; empty when nobody waits for a time. */
    public Optional<Duration> untilNext(Tx tx) {
        var sql = """
                select ceil(extract(epoch from least(
                    (select min(due_at) from admission_group where due_at is not null),
                    (select min(deadline) from admission where waiting)) - clock_timestamp()) * 1000)::bigint
                """;
        return HotSql.query(
                        tx,
                        sql,
                        (_, _) -> {},
                        row -> Optional.ofNullable(row.getObject(1, Long.class))
                                .map(left -> Duration.ofMillis(Math.max(0, left))))
                .getFirst();
    }
}
