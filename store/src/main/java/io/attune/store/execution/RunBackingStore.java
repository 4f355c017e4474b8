package io.attune.store.execution;

import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.model.id.TenantId;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import io.attune.store.identity.IdentityStore;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Tells who stands behind a run: whose rights bound what its permission sets allow (security.md §2.4, SEC-8). */
@Singleton
public final class RunBackingStore {
    /**
     * @param tenant of the run
     * @param tenantFrozen whether that is suspended
     * @param live whether the run goes on
     */
    public record Backed(TenantId tenant, boolean tenantFrozen, boolean live, Backer backer) {}

    /** Who answers for what a run may do. */
    public sealed interface Backer {
        /** Its executor: who started it, or whose rule did. For a rule of a pack's files whoever installed the pack. */
        record Somebody(IdentityId identity) implements Backer {}

        /** The platform, for rules that it ships. */
        record Platform() implements Backer {}

        /** Nobody any more: the rule, its author, or who installed its pack is gone. */
        record Nobody() implements Backer {}
    }

    public Optional<Backed> find(Tx tx, ExecutionId execution) {
        return HotSql.query(
                        tx,
                        """
                        with recursive line as (
                            select id, parent_id, executor, rule_ref, 0 as depth
                            from execution
                            where id = ?
                            union all
                            select parent.id, parent.parent_id, parent.executor, parent.rule_ref, line.depth + 1
                            from line
                            join execution parent on parent.id = line.parent_id
                            where line.depth < 100
                        ),
                        origin as (
                            select executor, rule_ref
                            from line
                            order by depth desc
                            limit 1
                        )
                        select run.tenant_id, tenant.frozen, run.ended_at is null, origin.executor, rule.id, rule.is_adhoc,
                            pack.tenant_id, pack.installed_by
                        from execution run
                        join tenant on tenant.id = run.tenant_id
                        cross join origin
                        left join rule on rule.ref = origin.rule_ref
                        left join pack on pack.id = rule.pack_id
                        where run.id = ?
                        """,
                        (_, statement) -> {
                            statement.setLong(1, execution.value());
                            statement.setLong(2, execution.value());
                        },
                        row -> new Backed(
                                new TenantId(row.getLong(1)), row.getBoolean(2), row.getBoolean(3), backer(row)))
                .stream()
                .findFirst();
    }

    private static Backer backer(ResultSet row) throws SQLException {
        Long executor = row.getObject(4, Long.class);
        if (executor == null) {
            return new Backer.Nobody();
        }
        if (executor != IdentityStore.SYSTEM.value()) {
            return new Backer.Somebody(new IdentityId(executor));
        }
        // The platform ran it because the rule has no author: one of a pack's files, or one whose author was deleted.
        boolean ofFiles = row.getObject(5) != null && !row.getBoolean(6);
        if (!ofFiles) {
            return new Backer.Nobody();
        }
        if (row.getObject(7) == null) {
            return new Backer.Platform();
        }
        Long installer = row.getObject(8, Long.class);
        return installer == null ? new Backer.Nobody() : new Backer.Somebody(new IdentityId(installer));
    }
}
