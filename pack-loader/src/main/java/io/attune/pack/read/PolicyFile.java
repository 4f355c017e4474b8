package io.attune.pack.read;

import io.attune.model.Ref;
import io.attune.model.pack.PolicyDefinition;
import io.attune.model.policy.PolicyMethod;
import io.attune.model.policy.PolicySettings;
import io.attune.model.policy.RateLimit;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a file of {@code policies/} strictly: an unknown field is an error, since a limit that is misspelt limits nothing. */
final class PolicyFile {
    static final String DIRECTORY = "policies";

    private PolicyFile() {}

    static Optional<PolicyDefinition> read(Fields fields, PackScope pack, FileFindings findings) {
        String ref = fields.has("ref")
                ? Common.ref(fields, pack)
                : fields.required("ref").orElse("");
        fields.text("pack_ref")
                .filter(named -> !named.equals(pack.ref()))
                .ifPresent(named -> fields.error(
                        "pack_ref",
                        "'" + named + "' is another pack",
                        "the policies of a pack limit its own actions; leave it out"));
        Optional<Integer> threshold = fields.number("threshold", 1);
        @Nullable RateLimit rate = rateLimit(fields);
        if (!fields.has("threshold") && !fields.has("rate_limit")) {
            fields.error("threshold", "or rate_limit is required", "a policy must limit something");
        }
        var policy = new PolicyDefinition(
                ref,
                fields.text("name").filter(name -> !name.isBlank()).orElseGet(() -> Common.labelOf(ref)),
                fields.text("description").orElse(null),
                fields.texts("tags").orElse(List.of()),
                actionRef(fields, pack),
                fields.texts("parameters").orElse(List.of()),
                fields.word(PolicyMethod.class, "method").orElse(PolicyMethod.ENQUEUE),
                threshold.orElse(null),
                rate,
                fields.flag("per_identity", false),
                fields.number("queue_limit", 0).orElse(PolicySettings.DEFAULT_QUEUE_LIMIT),
                fields.number("queue_timeout_seconds", 1)
                        .map(Duration::ofSeconds)
                        .orElse(PolicySettings.DEFAULT_QUEUE_TIMEOUT));
        fields.refuseUnknown();
        return findings.failed() ? Optional.empty() : Optional.of(policy);
    }

    private static @Nullable String actionRef(Fields fields, PackScope pack) {
        @Nullable String ref = fields.text("action_ref").map(pack::qualified).orElse(null);
        if (ref != null && !Ref.packOf(ref).equals(pack.ref())) {
            fields.error(
                    "action_ref",
                    "'" + ref + "' is an action of another pack",
                    "the policies of a pack limit its own actions; make one for others with 'attune policy create'");
        }
        return ref;
    }

    private static @Nullable RateLimit rateLimit(Fields fields) {
        return fields.inside("rate_limit")
                .map(rate -> {
                    Optional<Integer> most = rate.number("max_executions", 1);
                    Optional<Integer> window = rate.number("window_seconds", 1);
                    if (!rate.has("max_executions") || !rate.has("window_seconds")) {
                        rate.error("max_executions", "and window_seconds are both required", null);
                    }
                    rate.refuseUnknown();
                    return new RateLimit(most.orElse(1), Duration.ofSeconds(window.orElse(1)));
                })
                .orElse(null);
    }
}
