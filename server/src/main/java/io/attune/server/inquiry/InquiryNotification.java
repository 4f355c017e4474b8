package io.attune.server.inquiry;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.attune.model.inquiry.Inquiry;
import io.attune.model.inquiry.InquiryStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What subscribers are told of an inquiry (api.md §3.5): neither the question nor the answer.
 *
 * @param status that it entered, which may not be its present one any more
 * @param timeoutAt absent for an answer
 * @param created only of a new one
 * @param updated only of one that has ended
 */
public record InquiryNotification(
        String entityType,
        long entityId,
        long id,
        long execution,
        InquiryStatus status,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant timeoutAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant created,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant updated) {
    static InquiryNotification of(Inquiry inquiry, InquiryStatus status) {
        long id = inquiry.id().value();
        return new InquiryNotification(
                "inquiry",
                id,
                id,
                inquiry.execution().value(),
                status,
                status == InquiryStatus.RESPONDED ? null : inquiry.timeoutAt(),
                status == InquiryStatus.PENDING ? inquiry.created() : null,
                status == InquiryStatus.PENDING ? null : inquiry.updated());
    }
}
