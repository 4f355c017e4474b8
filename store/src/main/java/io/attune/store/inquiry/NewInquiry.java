package io.attune.store.inquiry;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.model.id.TenantId;
import io.attune.model.inquiry.InquiryOrigin;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An inquiry about to be made.
 *
 * @param defaultResponse with markers where secrets are
 * @param limit how long from now; null for ever
 * @param until when its time is over, where that is known; goes before {@code limit}
 */
public record NewInquiry(
        TenantId tenant,
        ExecutionId execution,
        InquiryOrigin origin,
        String prompt,
        @Nullable JsonNode responseSchema,
        @Nullable JsonNode defaultResponse,
        @Nullable IdentityId assignedTo,
        @Nullable Duration limit,
        @Nullable Instant until) {}
