package io.attune.server.inquiry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.engine.inquiry.Question;
import io.attune.engine.inquiry.Question.Reading;
import io.attune.server.http.AttuneException;
import io.attune.server.http.FieldChecks;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code CreateInquiry} of api-runs.md §4. A limit in the past ends the inquiry at once. */
record CreateInquiry(
        @Nullable Long execution,
        @Nullable String prompt,
        @Nullable JsonNode responseSchema,
        @Nullable Long assignedTo,
        @Nullable Instant timeoutAt,
        @Nullable JsonNode defaultResponse) {
    /** @throws AttuneException 422 naming every field that is wrong */
    Question question() {
        var checks = new FieldChecks().required("execution", execution).text("prompt", prompt, 1, 10_000);
        var fields = JsonNodeFactory.instance.objectNode().put("prompt", prompt).put("assigned_to", assignedTo);
        fields.set("response_schema", responseSchema);
        fields.set("default_response", defaultResponse);
        var reading = Question.read(fields, List.of());
        if (reading instanceof Reading.Unsound(var findings)) {
            // How long a prompt may be is said above.
            findings.stream()
                    .filter(found -> !found.field().equals("prompt"))
                    .forEach(found -> checks.finding(found.field(), found.message()));
        }
        checks.done();
        return switch (reading) {
            case Reading.Sound(var question) -> question;
            case Reading.Unsound unsound -> throw new IllegalStateException("an unsound question passed: " + unsound);
        };
    }

    long checkedExecution() {
        return Objects.requireNonNull(execution, "question() comes first");
    }
}
