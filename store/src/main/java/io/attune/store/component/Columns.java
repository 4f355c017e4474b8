package io.attune.store.component;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.WireEnum;
import io.attune.model.catalog.Placement;
import io.attune.model.catalog.Retention;
import io.attune.model.catalog.RetentionPolicy;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** Reads and writes the columns that several tables of components have, and the forms in which columns keep words and lists. */
public final class Columns {
    private Columns() {}

    public static List<Field<?>> placement(Table<?> table) {
        return fields(table, "worker_selector", "worker_tolerations", "worker_affinity");
    }

    public static List<Field<?>> retention(Table<?> table) {
        return fields(
                table,
                "artifact_retention_policy",
                "artifact_retention_limit",
                "log_retention_policy",
                "log_retention_limit");
    }

    private static List<Field<?>> fields(Table<?> table, String... names) {
        return Arrays.stream(names).<Field<?>>map(table::field).toList();
    }

    public static Placement placement(Record row) {
        return new Placement(
                row.get("worker_selector", JsonNode.class),
                row.get("worker_tolerations", JsonNode.class),
                row.get("worker_affinity", JsonNode.class));
    }

    public static Retention artifactRetention(Record row) {
        return retention(row, "artifact_retention_policy", "artifact_retention_limit");
    }

    public static Retention logRetention(Record row) {
        return retention(row, "log_retention_policy", "log_retention_limit");
    }

    private static Retention retention(Record row, String policy, String limit) {
        var word = row.get(policy, String.class);
        return new Retention(word == null ? null : word(RetentionPolicy.class, word), row.get(limit, Integer.class));
    }

    public static void write(Map<Field<?>, Object> values, Table<?> table, Placement placement) {
        var columns = placement(table);
        values.put(columns.get(0), placement.selector());
        values.put(columns.get(1), placement.tolerations());
        values.put(columns.get(2), placement.affinity());
    }

    public static void write(Map<Field<?>, Object> values, Table<?> table, Retention artifacts, Retention logs) {
        var columns = retention(table);
        putNullable(
                values,
                columns.get(0),
                artifacts.policy() == null ? null : artifacts.policy().wire());
        putNullable(values, columns.get(1), artifacts.limit());
        putNullable(
                values,
                columns.get(2),
                logs.policy() == null ? null : logs.policy().wire());
        putNullable(values, columns.get(3), logs.limit());
    }

    // Maps of jOOQ take null for SQL null; the checker cannot know.
    @SuppressWarnings("NullAway")
    public static void putNullable(Map<Field<?>, Object> values, Field<?> column, @Nullable Object value) {
        values.put(column, value);
    }

    /** The constant that a column names; the column has a check constraint, so another word is a broken invariant. */
    public static <E extends Enum<E> & WireEnum> E word(Class<E> type, String stored) {
        return WireEnum.find(type, stored)
                .orElseThrow(() -> new IllegalStateException(
                        "the database holds '" + stored + "', which is no " + type.getSimpleName()));
    }

    public static String[] texts(Collection<String> list) {
        return list.toArray(String[]::new);
    }
}
