package io.attune.server.drive.dispatch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.admission.GroupState;
import io.attune.engine.admission.Verdict;
import io.attune.store.admission.LockedGroup;
import org.jspecify.annotations.Nullable;

/** What runs that a policy cancels have as their results: why, in words, and what the policy was. */
final class AdmissionRefusal {
    private AdmissionRefusal() {}

    static ObjectNode result(LockedGroup group, GroupState state, String actionRef, Verdict verdict) {
        String policy = "policy '" + group.policyRef() + "'";
        var limits = group.limits();
        ObjectNode result = switch (verdict) {
            case QUEUE_FULL ->
                cancelled(
                        "Queue full for action " + actionRef,
                        state.waiting() + " of at most " + limits.queueLimit() + " runs wait in line of " + policy
                                + " already");
            case OVER_RATE -> {
                var rate = limits.rate();
                yield cancelled(
                        "Execution cancelled by policy",
                        rate == null
                                ? policy
                                : policy + " lets " + rate.maxExecutions() + " runs start within "
                                        + rate.window().toSeconds() + " s, and as many have");
            }
            case OVER_THRESHOLD ->
                cancelled(
                        "Execution cancelled by policy",
                        policy + " lets " + limits.threshold() + " runs be active at once, and " + state.active()
                                + " are");
            case ADMITTED, WAITS -> throw new IllegalArgumentException(verdict + " is no refusal");
        };
        return result.put("policy_ref", group.policyRef())
                .put("action_ref", actionRef)
                .put("active", state.active())
                .put("waiting", state.waiting());
    }

    /**
     * Of a run that waited for as long as it may.
     *
     * @param policyRef null when the policy is gone
     */
    static ObjectNode overdue(String actionRef, @Nullable String policyRef) {
        return cancelled(
                        "Queue timeout for action " + actionRef,
                        "it waited in line of policy '" + policyRef + "' for as long as its queue_timeout_seconds say")
                .put("policy_ref", policyRef)
                .put("action_ref", actionRef);
    }

    private static ObjectNode cancelled(String error, String message) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("succeeded", false)
                .put("cancelled", true)
                .put("error", error)
                .put("message", message);
    }
}
