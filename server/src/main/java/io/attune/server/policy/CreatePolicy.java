package io.attune.server.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.policy.PolicyMethod;
import io.attune.model.policy.PolicySettings;
import io.attune.server.component.ComponentChecks;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Given;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body that makes a policy (api.md §7). Fields that must be there are nullable only until {@link #check} was called.
 *
 * @param packRef and {@code actionRef} what it limits: one of them, or neither for everything that the tenant runs
 */
record CreatePolicy(
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

    /** @throws io.attune.server.http.AttuneException 422 naming every field that is wrong, 400 if the ref is none */
    void check() {
        var checks = new FieldChecks()
                .text("ref", ref, 1, 255)
                .text("name", name, 1, 255)
                .optionalText("pack_ref", packRef, 1, 255)
                .optionalText("action_ref", actionRef, 1, 255);
        if (packRef != null && actionRef != null) {
            checks.finding("pack_ref", "and action_ref exclude each other: a policy is for a pack or for an action");
        }
        PolicyChecks.paths(checks, parameters);
        PolicyChecks.threshold(checks, threshold);
        PolicyChecks.rateLimit(checks, rateLimit);
        PolicyChecks.queue(checks, queueLimit, queueTimeoutSeconds);
        if (Given.json(threshold) == null && Given.json(rateLimit) == null) {
            checks.finding("threshold", "or rate_limit is required: a policy must limit something");
        }
        checks.done();
        ComponentChecks.componentRef(checkedRef());
    }

    String checkedRef() {
        return Objects.requireNonNull(ref, "check() comes first");
    }

    PolicySettings settings(Scope scope) {
        var action = scope instanceof Scope.OfAction(var found) ? found : null;
        return new PolicySettings(
                Objects.requireNonNull(name, "check() comes first"),
                description,
                Given.or(tags, List.of()),
                action == null ? null : action.id(),
                action == null ? null : action.component().ref(),
                paths(parameters, List.of()),
                Given.or(method, PolicyMethod.ENQUEUE),
                PolicyChecks.readThreshold(threshold),
                PolicyChecks.readRate(rateLimit),
                Given.or(perIdentity, false),
                Given.or(queueLimit, PolicySettings.DEFAULT_QUEUE_LIMIT),
                queueTimeoutSeconds == null
                        ? PolicySettings.DEFAULT_QUEUE_TIMEOUT
                        : Duration.ofSeconds(queueTimeoutSeconds));
    }

    static List<String> paths(@Nullable List<String> given, List<String> otherwise) {
        return given == null ? otherwise : given.stream().distinct().toList();
    }
}
