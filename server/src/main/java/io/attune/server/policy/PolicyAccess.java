package io.attune.server.policy;

import io.attune.engine.permission.Target;
import io.attune.model.Ref;
import io.attune.model.policy.Policy;
import io.attune.server.auth.Caller;
import io.attune.server.http.AttuneException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Applies the grants of callers to policies, after the guard of the route found that there is a grant at all (D17): a policy is read and
 * changed by those who may read and update what it limits.
 */
final class PolicyAccess {
    private static final String RESOURCE = "actions";

    private PolicyAccess() {}

    static boolean mayRead(Caller caller, Policy policy) {
        return caller.grants().allow(RESOURCE, "read", target(policy));
    }

    /** @throws AttuneException 404 if there is none or the caller may not read it */
    static Policy forReading(Caller caller, String ref, Optional<Policy> found) {
        return found.filter(policy -> mayRead(caller, policy)).orElseThrow(() -> absent(ref));
    }

    /** @throws AttuneException 404 if there is none, 403 if the caller may not change it */
    static Policy forChange(Caller caller, String ref, Optional<Policy> found) {
        Policy policy = found.orElseThrow(() -> absent(ref));
        requireUpdate(caller, target(policy));
        if (policy.component().owner().isPlatform() && !caller.operator()) {
            throw AttuneException.forbidden(
                    "Policy '" + ref + "' belongs to the platform: only operators change it. A policy of"
                            + " your own for the same action or pack goes before it");
        }
        return policy;
    }

    /** @throws AttuneException 403 if the caller may not update what is to be limited */
    static void requireUpdate(Caller caller, Scope scope) {
        requireUpdate(caller, target(scope));
    }

    private static void requireUpdate(Caller caller, Target target) {
        if (!caller.grants().allow(RESOURCE, "update", target)) {
            throw AttuneException.forbidden("Insufficient permissions: actions:update on what the policy limits");
        }
    }

    private static Target target(Policy policy) {
        var action = policy.settings().action();
        return target(
                policy.component().packRef(), policy.settings().actionRef(), action == null ? null : action.value());
    }

    private static Target target(Scope scope) {
        return switch (scope) {
            case Scope.OfAction(var action) ->
                target(null, action.component().ref(), action.component().id());
            case Scope.OfPack(var pack) -> target(pack.ref(), null, null);
            case Scope.OfTenant() -> target(null, null, null);
        };
    }

    private static Target target(@Nullable String packRef, @Nullable String actionRef, @Nullable Long action) {
        return actionRef == null ? Target.of(packRef, null, null) : Target.of(Ref.packOf(actionRef), actionRef, action);
    }

    static AttuneException absent(String ref) {
        return AttuneException.notFound("Policy", ref);
    }
}
