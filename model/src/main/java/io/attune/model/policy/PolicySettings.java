package io.attune.model.policy;

import io.attune.model.id.ActionId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may be changed of a policy; its pack is that of its {@link io.attune.model.catalog.Component}.
 *
 * @param action whose runs it limits; null for those of its pack or, without one, of the tenant
 * @param parameters dotted paths: runs with different values there do not count together
 * @param perIdentity whether runs of different executors do not count together either
 * @param threshold how many may be active at once; null for any number, then there is a rate limit
 * @param queueLimit how many may wait, of those that count together
 * @param queueTimeout how long each may wait
 */
public record PolicySettings(
        String name,
        @Nullable String description,
        List<String> tags,
        @Nullable ActionId action,
        @Nullable String actionRef,
        List<String> parameters,
        PolicyMethod method,
        @Nullable Integer threshold,
        @Nullable RateLimit rateLimit,
        boolean perIdentity,
        int queueLimit,
        Duration queueTimeout) {
    public static final int DEFAULT_QUEUE_LIMIT = 10_000;
    public static final Duration DEFAULT_QUEUE_TIMEOUT = Duration.ofHours(1);

    public PolicySettings {
        tags = List.copyOf(tags);
        parameters = List.copyOf(parameters);
    }
}
