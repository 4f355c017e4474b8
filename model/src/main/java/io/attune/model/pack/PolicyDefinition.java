package io.attune.model.pack;

import io.attune.model.policy.PolicyMethod;
import io.attune.model.policy.RateLimit;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of {@code policies/} (packs.md §3.9, docs/adr/0023).
 *
 * @param actionRef an action of the pack; null for all of them
 */
public record PolicyDefinition(
        String ref,
        String name,
        @Nullable String description,
        List<String> tags,
        @Nullable String actionRef,
        List<String> parameters,
        PolicyMethod method,
        @Nullable Integer threshold,
        @Nullable RateLimit rateLimit,
        boolean perIdentity,
        int queueLimit,
        Duration queueTimeout)
        implements ComponentDefinition {
    public PolicyDefinition {
        tags = List.copyOf(tags);
        parameters = List.copyOf(parameters);
    }
}
