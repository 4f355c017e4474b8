package io.attune.engine.inquiry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.model.id.InquiryId;
import io.attune.model.id.TenantId;
import io.attune.model.inquiry.Inquiry;
import io.attune.model.inquiry.InquiryOrigin;
import io.attune.model.inquiry.InquiryStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds inquiries for tests: number 7 of execution 70, asked by workflow 60, pending, open to everybody, without end. */
final class AnInquiry {
    static final ExecutionId EXECUTION = new ExecutionId(70);
    static final ExecutionId WORKFLOW = new ExecutionId(60);
    static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    private static final ObjectMapper JSON = new ObjectMapper();

    private InquiryOrigin origin = InquiryOrigin.ASK;
    private InquiryStatus status = InquiryStatus.PENDING;
    private @Nullable JsonNode schema;
    private @Nullable JsonNode fallback;
    private @Nullable IdentityId assignee;
    private @Nullable Instant limit;
    private @Nullable ObjectNode result;

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    AnInquiry of(InquiryOrigin how) {
        origin = how;
        return this;
    }

    AnInquiry being(InquiryStatus now) {
        status = now;
        return this;
    }

    AnInquiry expecting(String responseSchema) {
        schema = json(responseSchema);
        return this;
    }

    AnInquiry elseAnswering(String response) {
        fallback = json(response);
        return this;
    }

    AnInquiry assignedTo(long identity) {
        assignee = new IdentityId(identity);
        return this;
    }

    AnInquiry until(Instant end) {
        limit = end;
        return this;
    }

    AnInquiry after(String resultOfProcess) {
        result = (ObjectNode) json(resultOfProcess);
        return this;
    }

    Standing build() {
        var inquiry = new Inquiry(
                new InquiryId(7),
                new TenantId(1),
                EXECUTION,
                origin,
                "Deploy?",
                schema,
                fallback,
                assignee,
                status,
                null,
                limit,
                null,
                null,
                NOW,
                NOW);
        return new Standing(inquiry, WORKFLOW, result, fallback, List.of());
    }
}
