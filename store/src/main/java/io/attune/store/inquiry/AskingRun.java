package io.attune.store.inquiry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.id.ExecutionId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A run that is to ask somebody.
 *
 * @param parameters with markers where secrets are
 * @param taskLimit the {@code timeout} of its task; null for none
 */
public record AskingRun(
        ExecutionId execution,
        ObjectNode parameters,
        @Nullable Duration taskLimit) {}
