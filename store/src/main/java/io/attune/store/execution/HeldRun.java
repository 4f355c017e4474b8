package io.attune.store.execution;

import static io.attune.store.component.ComponentTable.idOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.id.ActionId;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.model.id.TenantId;
import io.attune.store.json.JsonNodeBinding;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * An execution that was created and held back, and may go now.
 *
 * @param workflow whether the engine runs it as a workflow
 * @param placement what it asks of a worker; null when it never goes to one
 * @param config its parameters as they are stored
 */
public record HeldRun(
        ExecutionId execution,
        TenantId tenant,
        @Nullable ActionId action,
        String actionRef,
        @Nullable IdentityId executor,
        boolean workflow,
        @Nullable Long placement,
        @Nullable String config) {
    /** Of the table {@code execution}, as {@link #read} takes them. */
    public static final String COLUMNS = """
            execution.id, execution.tenant_id, execution.action_id, execution.action_ref, execution.executor,
                execution.workflow_def_id is not null, execution.placement_id, execution.config""";

    public static HeldRun read(ResultSet row) throws SQLException {
        return new HeldRun(
                new ExecutionId(row.getLong(1)),
                new TenantId(row.getLong(2)),
                idOf(row.getObject(3, Long.class), ActionId::new),
                row.getString(4),
                idOf(row.getObject(5, Long.class), IdentityId::new),
                row.getBoolean(6),
                row.getObject(7, Long.class),
                row.getString(8));
    }

    /** With markers where secrets were. */
    public JsonNode parameters() {
        return config == null ? JsonNodeFactory.instance.nullNode() : JsonNodeBinding.tree(config);
    }
}
