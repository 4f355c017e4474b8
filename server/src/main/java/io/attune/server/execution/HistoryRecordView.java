package io.attune.server.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How fields of an execution changed (api-ops.md §2).
 *
 * @param entityId of the execution
 * @param entityRef of its action
 * @param changedFields empty when it was created
 */
@Schema(name = "HistoryRecord")
@JsonInclude(JsonInclude.Include.ALWAYS)
record HistoryRecordView(
        Instant time,
        String operation,
        long entityId,
        String entityRef,
        List<String> changedFields,
        @Nullable JsonNode oldValues,
        JsonNode newValues) {}
