package io.attune.store.component;

import static java.util.Objects.requireNonNull;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.noCondition;

import io.attune.model.catalog.Component;
import io.attune.model.catalog.NewComponent;
import io.attune.model.id.IdentityId;
import io.attune.model.id.PackId;
import io.attune.model.tenant.Owner;
import io.attune.store.TenantScope;
import io.attune.store.Tx;
import io.attune.store.Visibility;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.Record;
import org.jooq.SelectFieldOrAsterisk;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * The statements that all tables of components share. Each one states the tenant predicate itself; row-level security repeats it.
 *
 * @param <T> what a row is read as
 */
public final class ComponentTable<T> {
    private final Table<?> table;
    private final Field<Long> id;
    private final Field<Long> tenantId;
    private final Field<Long> packId;
    private final Field<String> packRef;
    private final Field<String> ref;
    private final Field<Boolean> adhoc;
    private final @Nullable Field<Boolean> enabled;
    private final @Nullable Field<Long> author;
    private final Field<Instant> created;
    private final Field<Instant> updated;
    private final List<SelectFieldOrAsterisk> columns;
    private final Reader<T> reader;

    /** Makes the entity of a row whose common columns are read already. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(Component component, Record row);
    }

    /**
     * @param table one of the catalogue
     * @param more columns and expressions that {@code reader} reads, beyond those of {@link Component}
     */
    public ComponentTable(Table<?> table, List<? extends Field<?>> more, Reader<T> reader) {
        this.table = table;
        this.id = column("id", Long.class);
        this.tenantId = column("tenant_id", Long.class);
        this.packId = column("pack_id", Long.class);
        this.packRef = column("pack_ref", String.class);
        this.ref = column("ref", String.class);
        this.adhoc = column("is_adhoc", Boolean.class);
        this.enabled = table.field("enabled", Boolean.class);
        this.author = table.field("owner_identity", Long.class);
        this.created = column("created", Instant.class);
        this.updated = column("updated", Instant.class);
        this.columns = columns(more);
        this.reader = reader;
    }

    private <C> Field<C> column(String name, Class<C> type) {
        return requireNonNull(table.field(name, type), () -> table.getName() + " has no column " + name);
    }

    private List<SelectFieldOrAsterisk> columns(List<? extends Field<?>> more) {
        List<SelectFieldOrAsterisk> all = new ArrayList<>(common());
        all.addAll(more);
        return List.copyOf(all);
    }

    private List<Field<?>> common() {
        List<Field<?>> common = new ArrayList<>(List.of(id, tenantId, packId, packRef, ref, adhoc, created, updated));
        if (author != null) {
            common.add(author);
        }
        return common;
    }

    /** A page of what the scope sees, and how much that is in all. */
    public Rows<T> page(
            Tx tx, TenantScope scope, ComponentFilter filter, Condition further, Slice slice, OrderField<?>... order) {
        var condition = seen(scope, filter).and(further);
        long total = tx.sql().fetchCount(table, condition);
        if (slice.offset() >= total || slice.limit() == 0) {
            return new Rows<>(List.of(), total);
        }
        List<OrderField<?>> orders = new ArrayList<>(Arrays.asList(order));
        orders.add(ref);
        orders.add(id);
        var items = tx.sql()
                .select(columns)
                .from(table)
                .where(condition)
                .orderBy(orders)
                .limit(slice.limit())
                .offset(slice.offset())
                .fetch(this::read);
        return new Rows<>(items, total);
    }

    /** What permission checks need to know of everything that the filter leaves, ordered by id. */
    public List<Component> components(Tx tx, TenantScope scope, ComponentFilter filter) {
        return tx.sql()
                .select(common())
                .from(table)
                .where(seen(scope, filter))
                .orderBy(id)
                .fetch(this::component);
    }

    public Optional<T> find(Tx tx, TenantScope scope, String wantedRef) {
        return one(tx, Visibility.visible(tenantId, scope).and(ref.eq(wantedRef)));
    }

    public Optional<T> find(Tx tx, TenantScope scope, long wantedId) {
        return one(tx, Visibility.visible(tenantId, scope).and(id.eq(wantedId)));
    }

    private Optional<T> one(Tx tx, Condition condition) {
        return tx.sql().select(columns).from(table).where(condition).fetchOptional(this::read);
    }

    /** Reads a row for a change of it; nothing if it is gone or the scope may not change it. */
    public Optional<T> lock(Tx tx, TenantScope scope, long wantedId) {
        return tx.sql()
                .select(columns)
                .from(table)
                .where(id.eq(wantedId), Visibility.changeable(tenantId, scope))
                .forUpdate()
                .of(table)
                .fetchOptional(this::read);
    }

    /**
     * @param values of further columns
     * @return the id; nothing when the ref is taken, be it by a row that the transaction does not see
     */
    public Optional<Long> insert(Tx tx, NewComponent component, Map<Field<?>, ?> values) {
        Map<Field<?>, Object> row = new HashMap<>(values);
        row.put(tenantId, component.owner().tenantId());
        var pack = component.pack();
        row.put(packId, pack == null ? null : pack.value());
        row.put(packRef, component.packRef());
        row.put(ref, component.ref());
        row.put(adhoc, component.adhoc());
        var maker = component.author();
        if (author != null) {
            row.put(author, maker == null ? null : maker.value());
        }
        return tx.sql()
                .insertInto(table)
                .set(row)
                .onConflict(ref)
                .doNothing()
                .returningResult(id)
                .fetchOptional(id);
    }

    /** @return whether the row was there and the scope may change it */
    public boolean update(Tx tx, TenantScope scope, long wantedId, Map<Field<?>, ?> values) {
        return tx.sql()
                        .update(table)
                        .set(values)
                        .set(updated, currentOffsetDateTime().cast(SQLDataType.INSTANT))
                        .where(id.eq(wantedId), Visibility.changeable(tenantId, scope))
                        .execute()
                == 1;
    }

    /** @return whether the row was there and the scope may change it */
    public boolean delete(Tx tx, TenantScope scope, long wantedId) {
        return tx.sql()
                        .deleteFrom(table)
                        .where(id.eq(wantedId), Visibility.changeable(tenantId, scope))
                        .execute()
                == 1;
    }

    private Condition seen(TenantScope scope, ComponentFilter filter) {
        var condition = Visibility.visible(tenantId, scope);
        if (filter.packRef() != null) {
            condition = condition.and(packRef.eq(filter.packRef()));
        }
        if (filter.ids() != null) {
            condition = condition.and(id.eq(any(filter.ids().toArray(Long[]::new))));
        }
        return condition.and(state(filter.enabled()));
    }

    private Condition state(@Nullable Boolean wanted) {
        return wanted == null || enabled == null ? noCondition() : enabled.eq(wanted);
    }

    private T read(Record row) {
        return reader.read(component(row), row);
    }

    private Component component(Record row) {
        return new Component(
                row.get(id),
                Owner.ofTenantId(row.get(tenantId)),
                idOf(row.get(packId), PackId::new),
                row.get(packRef),
                row.get(ref),
                row.get(adhoc),
                author == null ? null : idOf(row.get(author), IdentityId::new),
                row.get(created),
                row.get(updated));
    }

    /** The id record of a column that may be null. */
    public static <I> @Nullable I idOf(@Nullable Long value, Function<Long, I> type) {
        return value == null ? null : type.apply(value);
    }
}
