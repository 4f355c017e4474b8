package io.attune.engine.inquiry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.id.ExecutionId;
import io.attune.model.inquiry.Inquiry;
import io.attune.model.secret.SecretPlace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An inquiry as a decision needs it.
 *
 * @param asker the execution that asks: a task of a workflow asks for the workflow
 * @param result of the execution by now; null for none
 * @param fallback the default response in clear; null for none
 * @param fallbackSecrets where it holds secrets
 */
public record Standing(
        Inquiry inquiry,
        ExecutionId asker,
        @Nullable ObjectNode result,
        @Nullable JsonNode fallback,
        List<SecretPlace> fallbackSecrets) {
    public Standing {
        fallbackSecrets = List.copyOf(fallbackSecrets);
    }
}
