package io.attune.store.admission;

import static io.attune.store.HotSql.bigints;
import static io.attune.store.HotSql.texts;

import io.attune.engine.admission.Limits;
import io.attune.model.id.AdmissionGroupId;
import io.attune.model.id.PolicyId;
import io.attune.model.id.TenantId;
import io.attune.model.policy.PolicyMethod;
import io.attune.model.policy.PolicySettings;
import io.attune.model.policy.RateLimit;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import io.attune.store.component.Columns;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of {@code admission_group}: finds, makes and locks those about which a transaction decides, and forgets those that nobody needs. */
@Singleton
public final class AdmissionGroupStore {
    static final String LOCK = """
            with wanted as (
                select id
                from unnest(?::bigint[]) as known (id)
                union
                select named.id
                from unnest(?::bigint[], ?::bigint[], ?::text[]) as name (policy_id, tenant_id, key)
                join admission_group as named using (policy_id, tenant_id, key)
            )
            select held.id, held.policy_id, held.tenant_id, held.key, held.active, held.waiting, held.starts
            from wanted
            join admission_group as held on held.id = wanted.id
            order by held.id
            for update of held
            """;

    /** A group without the limits that its policy sets. */
    private record Held(AdmissionGroupId id, GroupRef ref, int active, int waiting, long starts) {}

    private record Rules(String ref, Limits limits, Duration queueTimeout) {}

    /**
     * Makes the groups that are missing, and locks them with those that are known, in the order of their ids. One that was swept meanwhile is
     * not in the answer.
     */
    public List<LockedGroup> lock(Tx tx, Collection<GroupRef> refs, Collection<AdmissionGroupId> ids) {
        if (!refs.isEmpty()) {
            makeMissing(tx, refs);
        }
        List<Held> held = HotSql.query(
                tx,
                LOCK,
                (connection, statement) -> {
                    statement.setArray(1, bigints(connection, ids, AdmissionGroupId::value));
                    bind(tx, statement, 2, refs);
                },
                AdmissionGroupStore::held);
        // In a statement of its own: one that waited for a change of the policy would know the policy as it was before.
        Map<PolicyId, Rules> rules = held.isEmpty() ? Map.of() : rules(tx, held);
        return held.stream()
                .map(group -> locked(group, rules.get(group.ref().policy())))
                .toList();
    }

    private static Map<PolicyId, Rules> rules(Tx tx, List<Held> held) {
        var sql = """
                select id, ref, threshold, rate_max_executions, rate_window_seconds, method, queue_limit, queue_timeout_seconds
                from policy
                where id = any (?)
                """;
        Map<PolicyId, Rules> rules = new HashMap<>();
        var _ = HotSql.query(
                tx,
                sql,
                (connection, statement) -> statement.setArray(
                        1,
                        bigints(connection, held, group -> group.ref().policy().value())),
                row -> rules.put(
                        new PolicyId(row.getLong(1)),
                        new Rules(row.getString(2), limits(row), Duration.ofSeconds(row.getLong(8)))));
        return rules;
    }

    private static void makeMissing(Tx tx, Collection<GroupRef> refs) {
        var sql = """
                insert into admission_group (policy_id, tenant_id, key)
                select new.policy_id, new.tenant_id, new.key
                from unnest(?::bigint[], ?::bigint[], ?::text[]) as new (policy_id, tenant_id, key)
                where not exists (
                    select from admission_group as known
                    where known.policy_id = new.policy_id and known.tenant_id = new.tenant_id and known.key = new.key)
                order by new.policy_id, new.tenant_id, new.key
                on conflict (policy_id, tenant_id, key) do nothing
                """;
        HotSql.update(tx, sql, (_, statement) -> bind(tx, statement, 1, refs));
    }

    private static void bind(Tx tx, PreparedStatement statement, int first, Collection<GroupRef> refs)
            throws SQLException {
        var connection = tx.connection();
        statement.setArray(first, bigints(connection, refs, ref -> ref.policy().value()));
        statement.setArray(
                first + 1, bigints(connection, refs, ref -> ref.tenant().value()));
        statement.setArray(first + 2, texts(connection, refs, GroupRef::key));
    }

    private static Held held(ResultSet row) throws SQLException {
        return new Held(
                new AdmissionGroupId(row.getLong(1)),
                new GroupRef(new PolicyId(row.getLong(2)), new TenantId(row.getLong(3)), row.getString(4)),
                row.getInt(5),
                row.getInt(6),
                row.getLong(7));
    }

    private static Limits limits(ResultSet row) throws SQLException {
        @Nullable Integer most = row.getObject(4, Integer.class);
        return new Limits(
                row.getObject(3, Integer.class),
                most == null ? null : new RateLimit(most, Duration.ofSeconds(row.getLong(5))),
                Columns.word(PolicyMethod.class, row.getString(6)),
                row.getInt(7));
    }

    private static LockedGroup locked(Held group, @Nullable Rules rules) {
        return new LockedGroup(
                group.id(),
                group.ref(),
                group.active(),
                group.waiting(),
                group.starts(),
                rules == null ? Limits.NONE : rules.limits(),
                rules == null ? null : rules.ref(),
                rules == null ? PolicySettings.DEFAULT_QUEUE_TIMEOUT : rules.queueTimeout());
    }

    /** Groups in which somebody may go now though nobody left; those that another node looks at are left to it. */
    public List<AdmissionGroupId> lockDue(Tx tx, int limit) {
        var sql = """
                select id
                from admission_group
                where due_at <= clock_timestamp()
                order by due_at
                limit ?
                for update skip locked
                """;
        return HotSql.query(
                tx, sql, (_, statement) -> statement.setInt(1, limit), row -> new AdmissionGroupId(row.getLong(1)));
    }

    /** Forgets groups in which nothing has happened for a while and no rate limit remembers anything. */
    public int sweepIdle(Tx tx, Duration idle) {
        var sql = """
                delete from admission_group
                where id in (
                    select held.id
                    from admission_group as held
                    left join policy on policy.id = held.policy_id
                    where held.active = 0
                      and held.waiting = 0
                      and held.updated < now() - greatest(
                          ? * interval '1 millisecond', coalesce(policy.rate_window_seconds, 0) * interval '1 second')
                    order by held.id
                    limit 5000
                    for update of held skip locked
                )
                """;
        return HotSql.update(tx, sql, (_, statement) -> statement.setLong(1, idle.toMillis()));
    }
}
