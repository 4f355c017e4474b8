package io.attune.server.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.execution.Execution;
import io.attune.model.execution.ExecutionStatus;
import io.attune.store.execution.TimelineStore.Step;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The changes of an execution's fields, made from its steps and from what it is now (docs/adr/0024): nothing is written for them. What only a row
 * that was overwritten would tell, as which worker had it before the last one, is not among them.
 */
final class ExecutionHistory {
    private final Execution execution;
    private final List<HistoryRecordView> records = new ArrayList<>();
    private ExecutionStatus status = ExecutionStatus.REQUESTED;

    private ExecutionHistory(Execution execution) {
        this.execution = execution;
    }

    /**
     * @param steps the oldest first; those before it was created are left out
     * @return the newest first
     */
    static List<HistoryRecordView> of(Execution execution, List<Step> steps) {
        var history = new ExecutionHistory(execution);
        history.created();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            boolean last = steps.subList(i + 1, steps.size()).stream().noneMatch(later -> later.to() == step.to());
            history.moved(step.at(), step.to(), last);
        }
        // Records of the audit log go before executions do.
        var summary = execution.summary();
        history.moved(Objects.requireNonNullElse(execution.endedAt(), summary.updated()), summary.status(), true);
        return history.records.reversed();
    }

    private void created() {
        var values = values().put("status", status.wire()).put("executor", execution.executor());
        add(execution.summary().created(), "INSERT", List.of(), null, values);
    }

    private void moved(Instant at, ExecutionStatus to, boolean lastTime) {
        if (to == status) {
            return;
        }
        var before = values().put("status", status.wire());
        var after = values().put("status", to.wire());
        switch (to) {
            case SCHEDULED -> {
                if (lastTime && execution.worker() != null) {
                    set(before, after, "worker", JsonNodeFactory.instance.numberNode(execution.worker()));
                }
            }
            case RUNNING -> set(before, after, "started_at", JsonNodeFactory.instance.textNode(at.toString()));
            case COMPLETED, FAILED, CANCELLED, TIMEOUT, ABANDONED -> {
                if (execution.result() != null) {
                    set(before, after, "result", digest(execution.result()));
                }
            }
            case REQUESTED, SCHEDULING, CANCELING -> {}
        }
        status = to;
        List<String> changed = new ArrayList<>();
        after.fieldNames().forEachRemaining(changed::add);
        add(at, "UPDATE", changed, before, after);
    }

    private static void set(ObjectNode before, ObjectNode after, String field, JsonNode value) {
        before.putNull(field);
        after.set(field, value);
    }

    /** Tells whether two results are the same; whoever wants one reads the execution. */
    private static ObjectNode digest(JsonNode result) {
        byte[] text = result.toString().getBytes(StandardCharsets.UTF_8);
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(text);
            return values().put("digest", "md5:" + HexFormat.of().formatHex(digest))
                    .put("size", text.length)
                    .put("type", result.getNodeType().name().toLowerCase(Locale.ROOT));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    private static ObjectNode values() {
        return JsonNodeFactory.instance.objectNode();
    }

    private void add(
            Instant at, String operation, List<String> changed, @Nullable ObjectNode before, ObjectNode after) {
        records.add(new HistoryRecordView(
                at, operation, execution.id(), execution.summary().actionRef(), changed, before, after));
    }
}
