package io.attune.server.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.server.policy.RateLimitView;
import io.attune.store.admission.Waiting;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Why an execution under a policy has not gone yet (runtime.md §2.2, FIX-5).
 *
 * @param position in line, from 1, of {@code waiting}
 * @param active executions of the same group that are let in and not over
 * @param group with which others it counts: the values of the policy's parameters, and its executor
 * @param nextStartAt when the next in line may go by the rate limit
 * @param waitsUntil when it is cancelled
 * @param slotHeldBy an execution above it that has a slot of the same group, and keeps it until this one is over
 */
@Schema(name = "Admission")
record AdmissionView(
        @Nullable String policyRef,
        long position,
        int waiting,
        int active,
        @Nullable Integer threshold,
        @Nullable RateLimitView rateLimit,
        JsonNode group,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant nextStartAt,
        Instant waitsUntil,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long slotHeldBy) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static AdmissionView of(Waiting waiting) {
        return new AdmissionView(
                waiting.policyRef(),
                waiting.position(),
                waiting.waiting(),
                waiting.active(),
                waiting.threshold(),
                RateLimitView.of(waiting.rateLimit()),
                group(waiting.group()),
                waiting.due(),
                waiting.deadline(),
                waiting.ancestor());
    }

    /** The document that a group's key is, or the digest in place of a long one. */
    private static JsonNode group(String key) {
        try {
            return MAPPER.readTree(key);
        } catch (JsonProcessingException _) {
            return JsonNodeFactory.instance.textNode(key);
        }
    }

    /** In words for a person. */
    String sentence() {
        if (policyRef == null) {
            return "its policy is gone, it goes in a moment";
        }
        return "waiting for policy '" + policyRef + "': " + reason() + "; position " + position + " of " + waiting
                + " in line" + ancestor();
    }

    private String reason() {
        if (threshold != null && active >= threshold) {
            return active + " of " + threshold + (threshold == 1 ? " slot is taken" : " slots are taken");
        }
        if (rateLimit != null) {
            return "it lets " + rateLimit.maxExecutions() + " start within " + rateLimit.windowSeconds() + " s"
                    + (nextStartAt == null ? "" : ", the next one at " + nextStartAt);
        }
        return "the next one goes in a moment";
    }

    private String ancestor() {
        return slotHeldBy == null
                ? ""
                : "; execution " + slotHeldBy
                        + ", which waits for this one, has a slot itself: if no other becomes free, neither"
                        + " goes on. Raise the threshold, or limit the two by different policies";
    }
}
