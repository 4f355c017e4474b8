package io.attune.server.inquiry;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.IdentityId;
import io.attune.model.inquiry.Inquiry;
import io.attune.model.inquiry.InquiryStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@code Inquiry} of api-runs.md §4, with markers where the schema says that an answer is secret. */
public record InquiryView(
        long id,
        long execution,
        String prompt,
        @Nullable JsonNode responseSchema,
        @Nullable Long assignedTo,
        InquiryStatus status,
        @Nullable JsonNode response,
        @Nullable JsonNode defaultResponse,
        @Nullable Instant timeoutAt,
        @Nullable Instant respondedAt,
        @Nullable Long respondedBy,
        Instant created,
        Instant updated) {
    /** An inquiry in a list. */
    public record Summary(
            long id,
            long execution,
            String prompt,
            @Nullable Long assignedTo,
            InquiryStatus status,
            boolean hasResponse,
            @Nullable Instant timeoutAt,
            Instant created) {
        static Summary of(Inquiry inquiry) {
            return new Summary(
                    inquiry.id().value(),
                    inquiry.execution().value(),
                    inquiry.prompt(),
                    value(inquiry.assignedTo()),
                    inquiry.status(),
                    inquiry.response() != null,
                    inquiry.timeoutAt(),
                    inquiry.created());
        }
    }

    static InquiryView of(Inquiry inquiry) {
        return of(inquiry, inquiry.response(), inquiry.defaultResponse());
    }

    /** With other documents, which hold their secrets. */
    static InquiryView of(Inquiry inquiry, @Nullable JsonNode response, @Nullable JsonNode defaultResponse) {
        return new InquiryView(
                inquiry.id().value(),
                inquiry.execution().value(),
                inquiry.prompt(),
                inquiry.responseSchema(),
                value(inquiry.assignedTo()),
                inquiry.status(),
                response,
                defaultResponse,
                inquiry.timeoutAt(),
                inquiry.respondedAt(),
                value(inquiry.respondedBy()),
                inquiry.created(),
                inquiry.updated());
    }

    private static @Nullable Long value(@Nullable IdentityId identity) {
        return identity == null ? null : identity.value();
    }
}
