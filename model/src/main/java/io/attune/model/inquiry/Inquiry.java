package io.attune.model.inquiry;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.model.id.InquiryId;
import io.attune.model.id.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A question to a person (runtime.md §1.3). Documents are not to be changed.
 *
 * @param responseSchema a flat schema; null when any answer will do
 * @param defaultResponse the answer when nobody gives one in time; with markers where secrets are, like {@code response}
 * @param assignedTo who alone may answer; null for everybody of the tenant
 * @param timeoutAt null for never
 */
public record Inquiry(
        InquiryId id,
        TenantId tenant,
        ExecutionId execution,
        InquiryOrigin origin,
        String prompt,
        @Nullable JsonNode responseSchema,
        @Nullable JsonNode defaultResponse,
        @Nullable IdentityId assignedTo,
        InquiryStatus status,
        @Nullable JsonNode response,
        @Nullable Instant timeoutAt,
        @Nullable Instant respondedAt,
        @Nullable IdentityId respondedBy,
        Instant created,
        Instant updated) {}
