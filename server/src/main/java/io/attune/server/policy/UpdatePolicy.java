package io.attune.server.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.policy.Policy;
import io.attune.model.policy.PolicyMethod;
import io.attune.model.policy.PolicySettings;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Given;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body that changes a policy; what is absent stays as it is.
 *
 * @param packRef and {@code actionRef} what it limits from now on: one of them
 * @param threshold and {@code rateLimit} tri-state: null takes the limit away, if the other one stays (api.md §1.6)
 */
record UpdatePolicy(
        @Nullable String ref,
        @Nullable String name,
        @Nullable String description,
        @Nullable List<String> tags,
        @Nullable String packRef,
        @Nullable String actionRef,
        @Nullable List<String> parameters,
        @Nullable PolicyMethod method,

        @Schema(implementation = Integer.class, nullable = true) @Nullable
        JsonNode threshold,

        @Schema(implementation = RateLimitView.class, nullable = true) @Nullable
        JsonNode rateLimit,

        @Nullable Boolean perIdentity,
        @Nullable Integer queueLimit,
        @Nullable Integer queueTimeoutSeconds) {

    /** @throws io.attune.server.http.AttuneException 422 naming every field that is wrong */
    void check(String currentRef) {
        var checks = new FieldChecks()
                .optionalText("name", name, 1, 255)
                .optionalText("pack_ref", packRef, 1, 255)
                .optionalText("action_ref", actionRef, 1, 255);
        if (ref != null && !ref.equals(currentRef)) {
            checks.finding("ref", "cannot be changed: make another policy and delete this one");
        }
        if (packRef != null && actionRef != null) {
            checks.finding("pack_ref", "and action_ref exclude each other: a policy is for a pack or for an action");
        }
        PolicyChecks.paths(checks, parameters);
        PolicyChecks.threshold(checks, threshold);
        PolicyChecks.rateLimit(checks, rateLimit);
        PolicyChecks.queue(checks, queueLimit, queueTimeoutSeconds);
        checks.done();
    }

    boolean movesIt() {
        return packRef != null || actionRef != null;
    }

    /** @param scope where it moves to; null to stay where it is */
    PolicySettings applyTo(Policy policy, @Nullable Scope scope) {
        var current = policy.settings();
        var action = scope instanceof Scope.OfAction(var found) ? found : null;
        return new PolicySettings(
                Given.or(name, current.name()),
                Given.orNull(description, current.description()),
                Given.or(tags, current.tags()),
                scope == null ? current.action() : action == null ? null : action.id(),
                scope == null
                        ? current.actionRef()
                        : action == null ? null : action.component().ref(),
                CreatePolicy.paths(parameters, current.parameters()),
                Given.or(method, current.method()),
                threshold == null ? current.threshold() : PolicyChecks.readThreshold(threshold),
                rateLimit == null ? current.rateLimit() : PolicyChecks.readRate(rateLimit),
                Given.or(perIdentity, current.perIdentity()),
                Given.or(queueLimit, current.queueLimit()),
                queueTimeoutSeconds == null ? current.queueTimeout() : Duration.ofSeconds(queueTimeoutSeconds));
    }
}
