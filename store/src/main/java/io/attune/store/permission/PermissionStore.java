package io.attune.store.permission;

import static io.attune.store.schema.Tables.IDENTITY_ROLE;
import static io.attune.store.schema.Tables.PERMISSION_ASSIGNMENT;
import static io.attune.store.schema.Tables.PERMISSION_SET;
import static io.attune.store.schema.Tables.PERMISSION_SET_ROLE;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.IdentityId;
import io.attune.model.id.PackId;
import io.attune.model.id.RuntimeId;
import io.attune.model.id.TenantId;
import io.attune.store.TenantScope;
import io.attune.store.Tx;
import io.attune.store.Visibility;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Permission sets, and the ways in which an identity comes to hold one: given directly, or bound to one of its roles. */
@Singleton
public final class PermissionStore {
    /** The sets that a role brings to an identity of the tenant. */
    public List<StoredPermissionSet> byRole(Tx tx, TenantId tenant, String role) {
        var bound = DSL.select(PERMISSION_SET_ROLE.PERMISSION_SET_ID)
                .from(PERMISSION_SET_ROLE)
                .where(PERMISSION_SET_ROLE.ROLE.eq(role))
                .and(PERMISSION_SET_ROLE.TENANT_ID.isNull().or(PERMISSION_SET_ROLE.TENANT_ID.eq(tenant.value())));
        return plain(
                tx,
                PERMISSION_SET
                        .ID
                        .in(bound)
                        .and(PERMISSION_SET.TENANT_ID.isNull().or(PERMISSION_SET.TENANT_ID.eq(tenant.value()))));
    }

    /** The sets of these refs that the tenant may use; fewer than asked for when some do not exist for it. */
    public List<StoredPermissionSet> byRefs(Tx tx, TenantId tenant, Collection<String> refs) {
        return plain(
                tx,
                PERMISSION_SET
                        .REF
                        .in(refs)
                        .and(PERMISSION_SET.TENANT_ID.isNull().or(PERMISSION_SET.TENANT_ID.eq(tenant.value()))));
    }

    /** The sets that the files of a pack bring. */
    public List<StoredPermissionSet> ofPack(Tx tx, PackId pack) {
        return plain(tx, PERMISSION_SET.PACK_ID.eq(pack.value()));
    }

    /**
     * The refs of sets with which the files of a pack run or which they hand to runs: of its actions, those made through the API too, and
     * of all that run on its runtimes; of its rules and queues.
     */
    public Set<String> namedByPack(Tx tx, PackId pack) {
        return tx.sql()
                .fetch("""
                        select distinct ref
                        from (
                            select unnest(default_execution_permission_set_refs) as ref
                            from action
                            where pack_id = ?
                               or runtime_id in (select id from runtime where runtime.pack_id = ?)
                            union all
                            select unnest(permission_set_refs)
                            from rule
                            where pack_id = ? and not is_adhoc
                            union all
                            select unnest(permission_set_refs)
                            from work_queue
                            where pack_id = ? and not is_adhoc
                        ) named
                        order by ref
                        """, pack.value(), pack.value(), pack.value(), pack.value())
                .intoSet(0, String.class);
    }

    /** The refs of sets with which actions run on a runtime. */
    public Set<String> namedByRuntime(Tx tx, RuntimeId runtime) {
        return tx.sql().fetch("""
                        select distinct unnest(default_execution_permission_set_refs) as ref
                        from action
                        where runtime_id = ?
                        order by ref
                        """, runtime.value()).intoSet(0, String.class);
    }

    /** All sets a tenant sees, with their role bindings, ordered by ref. */
    public List<StoredPermissionSet> list(Tx tx, TenantScope scope, @Nullable String packRef) {
        var condition = Visibility.visible(PERMISSION_SET.TENANT_ID, scope);
        return withBindings(
                tx, scope, plain(tx, packRef == null ? condition : condition.and(PERMISSION_SET.PACK_REF.eq(packRef))));
    }

    public Optional<StoredPermissionSet> find(Tx tx, TenantScope scope, long id) {
        var found = plain(tx, PERMISSION_SET.ID.eq(id).and(Visibility.visible(PERMISSION_SET.TENANT_ID, scope)));
        return withBindings(tx, scope, found).stream().findFirst();
    }

    public void update(Tx tx, long id, @Nullable String label, @Nullable String description, JsonNode grants) {
        var _ = tx.sql()
                .update(PERMISSION_SET)
                .set(PERMISSION_SET.LABEL, label)
                .set(PERMISSION_SET.DESCRIPTION, description)
                .set(PERMISSION_SET.GRANTS, grants)
                .set(PERMISSION_SET.UPDATED, DSL.currentInstant())
                .where(PERMISSION_SET.ID.eq(id))
                .execute();
    }

    /** @return the new assignment's id; empty when it exists already */
    public Optional<Long> assign(Tx tx, TenantId tenant, IdentityId identity, long permissionSetId) {
        return tx.sql()
                .insertInto(PERMISSION_ASSIGNMENT)
                .columns(
                        PERMISSION_ASSIGNMENT.TENANT_ID,
                        PERMISSION_ASSIGNMENT.IDENTITY_ID,
                        PERMISSION_ASSIGNMENT.PERMISSION_SET_ID)
                .values(tenant.value(), identity.value(), permissionSetId)
                .onConflictDoNothing()
                .returning(PERMISSION_ASSIGNMENT.ID)
                .fetchOptional(PERMISSION_ASSIGNMENT.ID);
    }

    public List<Assignment> assignments(Tx tx, IdentityId identity) {
        return assignmentsWhere(tx, PERMISSION_ASSIGNMENT.IDENTITY_ID.eq(identity.value()));
    }

    public Optional<Assignment> findAssignment(Tx tx, long id) {
        return assignmentsWhere(tx, PERMISSION_ASSIGNMENT.ID.eq(id)).stream().findFirst();
    }

    public boolean unassign(Tx tx, long assignmentId) {
        return tx.sql()
                        .deleteFrom(PERMISSION_ASSIGNMENT)
                        .where(PERMISSION_ASSIGNMENT.ID.eq(assignmentId))
                        .execute()
                > 0;
    }

    /** Gives a role by hand. @return its id; empty when the identity has it already */
    public Optional<Long> addRole(Tx tx, TenantId tenant, IdentityId identity, String role) {
        return tx.sql()
                .insertInto(IDENTITY_ROLE)
                .columns(IDENTITY_ROLE.TENANT_ID, IDENTITY_ROLE.IDENTITY_ID, IDENTITY_ROLE.ROLE)
                .values(tenant.value(), identity.value(), role)
                .onConflictDoNothing()
                .returning(IDENTITY_ROLE.ID)
                .fetchOptional(IDENTITY_ROLE.ID);
    }

    public List<RoleAssignment> roles(Tx tx, IdentityId identity) {
        return rolesWhere(tx, IDENTITY_ROLE.IDENTITY_ID.eq(identity.value()));
    }

    public Optional<RoleAssignment> findRole(Tx tx, long id) {
        return rolesWhere(tx, IDENTITY_ROLE.ID.eq(id)).stream().findFirst();
    }

    public boolean removeRole(Tx tx, long id) {
        return tx.sql().deleteFrom(IDENTITY_ROLE).where(IDENTITY_ROLE.ID.eq(id)).execute() > 0;
    }

    /** @param tenantId null binds it for all tenants. @return its id; empty when bound already */
    public Optional<Long> bind(Tx tx, @Nullable Long tenantId, long permissionSetId, String role) {
        return tx.sql()
                .insertInto(PERMISSION_SET_ROLE)
                .columns(PERMISSION_SET_ROLE.TENANT_ID, PERMISSION_SET_ROLE.PERMISSION_SET_ID, PERMISSION_SET_ROLE.ROLE)
                .values(tenantId, permissionSetId, role)
                .onConflictDoNothing()
                .returning(PERMISSION_SET_ROLE.ID)
                .fetchOptional(PERMISSION_SET_ROLE.ID);
    }

    public Optional<RoleBinding> findBinding(Tx tx, TenantScope scope, long id) {
        return bindings(tx, PERMISSION_SET_ROLE.ID.eq(id).and(Visibility.visible(PERMISSION_SET_ROLE.TENANT_ID, scope)))
                .stream()
                .findFirst();
    }

    public boolean unbind(Tx tx, long id) {
        return tx.sql()
                        .deleteFrom(PERMISSION_SET_ROLE)
                        .where(PERMISSION_SET_ROLE.ID.eq(id))
                        .execute()
                > 0;
    }

    private static List<StoredPermissionSet> plain(Tx tx, Condition condition) {
        return tx.sql()
                .select(
                        PERMISSION_SET.ID,
                        PERMISSION_SET.TENANT_ID,
                        PERMISSION_SET.REF,
                        PERMISSION_SET.PACK_REF,
                        PERMISSION_SET.LABEL,
                        PERMISSION_SET.DESCRIPTION,
                        PERMISSION_SET.GRANTS)
                .from(PERMISSION_SET)
                .where(condition)
                .orderBy(PERMISSION_SET.REF)
                .fetch(row -> new StoredPermissionSet(
                        row.value1(),
                        row.value2(),
                        row.value3(),
                        row.value4(),
                        row.value5(),
                        row.value6(),
                        row.value7(),
                        List.of()));
    }

    private static List<StoredPermissionSet> withBindings(Tx tx, TenantScope scope, List<StoredPermissionSet> sets) {
        var ids = sets.stream().map(StoredPermissionSet::id).toList();
        var bySet = bindings(
                        tx,
                        PERMISSION_SET_ROLE
                                .PERMISSION_SET_ID
                                .in(ids)
                                .and(Visibility.visible(PERMISSION_SET_ROLE.TENANT_ID, scope)))
                .stream()
                .collect(Collectors.groupingBy(RoleBinding::permissionSetId));
        return sets.stream()
                .map(set -> new StoredPermissionSet(
                        set.id(),
                        set.tenantId(),
                        set.ref(),
                        set.packRef(),
                        set.label(),
                        set.description(),
                        set.grants(),
                        bySet.getOrDefault(set.id(), List.of())))
                .toList();
    }

    private static List<RoleBinding> bindings(Tx tx, Condition condition) {
        return tx.sql()
                .select(
                        PERMISSION_SET_ROLE.ID,
                        PERMISSION_SET_ROLE.TENANT_ID,
                        PERMISSION_SET.ID,
                        PERMISSION_SET.REF,
                        PERMISSION_SET_ROLE.ROLE,
                        PERMISSION_SET_ROLE.CREATED)
                .from(PERMISSION_SET_ROLE)
                .join(PERMISSION_SET)
                .on(PERMISSION_SET.ID.eq(PERMISSION_SET_ROLE.PERMISSION_SET_ID))
                .where(condition)
                .orderBy(PERMISSION_SET_ROLE.ID)
                .fetch(row -> new RoleBinding(
                        row.value1(), row.value2(), row.value3(), row.value4(), row.value5(), row.value6()));
    }

    private static List<Assignment> assignmentsWhere(Tx tx, Condition condition) {
        return tx.sql()
                .select(
                        PERMISSION_ASSIGNMENT.ID,
                        PERMISSION_ASSIGNMENT.IDENTITY_ID,
                        PERMISSION_SET.ID,
                        PERMISSION_SET.REF,
                        PERMISSION_ASSIGNMENT.CREATED)
                .from(PERMISSION_ASSIGNMENT)
                .join(PERMISSION_SET)
                .on(PERMISSION_SET.ID.eq(PERMISSION_ASSIGNMENT.PERMISSION_SET_ID))
                .where(condition)
                .orderBy(PERMISSION_ASSIGNMENT.ID)
                .fetch(row -> new Assignment(
                        row.value1(), new IdentityId(row.value2()), row.value3(), row.value4(), row.value5()));
    }

    private static List<RoleAssignment> rolesWhere(Tx tx, Condition condition) {
        return tx.sql()
                .select(IDENTITY_ROLE.asterisk())
                .from(IDENTITY_ROLE)
                .where(condition)
                .orderBy(IDENTITY_ROLE.ID)
                .fetch(PermissionStore::roleAssignment);
    }

    private static RoleAssignment roleAssignment(Record row) {
        return new RoleAssignment(
                row.get(IDENTITY_ROLE.ID),
                new IdentityId(row.get(IDENTITY_ROLE.IDENTITY_ID)),
                row.get(IDENTITY_ROLE.ROLE),
                row.get(IDENTITY_ROLE.SOURCE),
                row.get(IDENTITY_ROLE.MANAGED),
                row.get(IDENTITY_ROLE.CREATED),
                row.get(IDENTITY_ROLE.UPDATED));
    }
}
