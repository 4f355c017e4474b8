package io.attune.store;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/**
 * Which rows of owned tables a request sees and changes: the first wall between tenants (SEC-9, design.md D16), stated in every query of
 * the API. Row-level security is the second and says the same. A row without tenant is the system's.
 */
public final class Visibility {
    /** Takes this wall down, for the tests that lean on the other one. A property of the JVM, so that no configuration reaches it. */
    private static final boolean OFF = Boolean.getBoolean("attune.test.without-tenant-filter");

    private Visibility() {}

    /** Rows of the tenant and of the system: what reads, counts and look-ups of the API see. */
    public static Condition visible(Field<Long> tenantId, TenantScope scope) {
        return OFF ? DSL.noCondition() : tenantId.isNull().or(own(tenantId, scope));
    }

    /** Rows of the tenant alone: runs, and whatever is never the system's. */
    public static Condition own(Field<Long> tenantId, TenantScope scope) {
        return OFF ? DSL.noCondition() : tenantId.eq(scope.tenant().value());
    }

    /** Rows the request may change: its tenant's, and for operators those of the system. */
    public static Condition changeable(Field<Long> tenantId, TenantScope scope) {
        return scope.operator() ? visible(tenantId, scope) : own(tenantId, scope);
    }
}
