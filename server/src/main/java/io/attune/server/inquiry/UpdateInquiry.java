package io.attune.server.inquiry;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.inquiry.InquiryStatus;
import io.attune.server.http.AttuneException;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Given;
import org.jspecify.annotations.Nullable;

/**
 * The body by which an administrator changes an inquiry; what is absent stays. A response answers it, whoever is asked.
 *
 * @param status what it is to become; to count as answered it needs an answer
 */
record UpdateInquiry(
        @Nullable InquiryStatus status,
        @Nullable JsonNode response,
        @Nullable Long assignedTo) {
    /** @throws AttuneException 422 for fields that contradict each other */
    void check() {
        var checks = new FieldChecks();
        boolean answers = givenResponse() != null;
        if (status == InquiryStatus.RESPONDED && !answers) {
            checks.finding("response", "is required when status is to be responded");
        }
        if (answers && status != null && status != InquiryStatus.RESPONDED) {
            checks.finding("response", "goes with status responded only, found " + status.wire());
        }
        checks.done();
    }

    @Nullable
    JsonNode givenResponse() {
        return Given.json(response);
    }

    /** Whether it changes more than who is asked. */
    boolean changesStanding() {
        return status != null || givenResponse() != null;
    }

    @Override
    public String toString() {
        return "UpdateInquiry";
    }
}
