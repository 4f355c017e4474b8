package io.attune.store.inquiry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.id.ExecutionId;
import io.attune.model.inquiry.Inquiry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An inquiry that nobody else can end meanwhile.
 *
 * @param asker the execution that asks: of a task its workflow
 * @param result of its execution by now
 * @param now the time as all nodes see it, after the locks were got
 */
public record LockedInquiry(
        Inquiry inquiry, ExecutionId asker, @Nullable ObjectNode result, Instant now) {}
