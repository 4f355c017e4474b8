package io.attune.server.policy;

import io.attune.model.policy.Policy;
import io.attune.model.policy.PolicyMethod;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A policy (api.md §7). It limits the runs of {@code action_ref}, else of {@code pack_ref}, else of the whole tenant.
 *
 * @param isAdhoc false for those of the files of a pack
 */
@Schema(name = "Policy")
record PolicyView(
        long id,
        String ref,
        String name,
        @Nullable String description,
        List<String> tags,
        @Nullable Long pack,
        @Nullable String packRef,
        @Nullable Long action,
        @Nullable String actionRef,
        List<String> parameters,
        PolicyMethod method,
        @Nullable Integer threshold,
        @Nullable RateLimitView rateLimit,
        boolean perIdentity,
        int queueLimit,
        long queueTimeoutSeconds,
        boolean isAdhoc,
        Instant created,
        Instant updated) {
    static PolicyView of(Policy policy) {
        var component = policy.component();
        var settings = policy.settings();
        var pack = component.pack();
        var action = settings.action();
        return new PolicyView(
                component.id(),
                component.ref(),
                settings.name(),
                settings.description(),
                settings.tags(),
                pack == null ? null : pack.value(),
                component.packRef(),
                action == null ? null : action.value(),
                settings.actionRef(),
                settings.parameters(),
                settings.method(),
                settings.threshold(),
                RateLimitView.of(settings.rateLimit()),
                settings.perIdentity(),
                settings.queueLimit(),
                settings.queueTimeout().toSeconds(),
                component.adhoc(),
                component.created(),
                component.updated());
    }
}
