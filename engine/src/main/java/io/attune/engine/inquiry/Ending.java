package io.attune.engine.inquiry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.execution.Cause;
import io.attune.model.inquiry.InquiryStatus;
import io.attune.model.secret.SecretPlace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an inquiry.
 *
 * @param response what is stored as the answer, in clear; null for none
 * @param secrets where it holds secrets
 * @param run what becomes of the execution; null when it does not wait for the answer
 */
public record Ending(
        InquiryStatus status,
        @Nullable JsonNode response,
        List<SecretPlace> secrets,
        @Nullable RunEnd run) {
    /** The member of a run's result that holds the answer. */
    public static final String RESPONSE = "response";

    public Ending {
        secrets = List.copyOf(secrets);
    }

    /**
     * The end of the execution that waits.
     *
     * @param result with the answer in clear, if there is one
     */
    public record RunEnd(Cause cause, ObjectNode result) {}
}
