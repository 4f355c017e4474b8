package io.attune.server.inquiry;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.server.http.AttuneException;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Given;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An answer. */
record RespondInquiry(@Nullable JsonNode response) {
    /** @throws AttuneException 422 if there is none */
    JsonNode checked() {
        new FieldChecks().required("response", Given.json(response)).done();
        return Objects.requireNonNull(response, "checked above");
    }

    @Override
    public String toString() {
        return "RespondInquiry";
    }
}
