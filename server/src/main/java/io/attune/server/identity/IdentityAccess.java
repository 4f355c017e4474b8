package io.attune.server.identity;

import io.attune.engine.permission.Target;
import io.attune.model.id.IdentityId;
import io.attune.model.id.TenantId;
import io.attune.model.identity.Identity;
import io.attune.server.auth.Caller;
import io.attune.server.http.AttuneException;
import io.attune.store.Tx;
import io.attune.store.identity.IdentityStore;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which identities a caller sees and administers: operators those of every tenant, the others their own (design.md D16, D17). */
final class IdentityAccess {
    private final IdentityStore identities = new IdentityStore();

    /** The tenant whose identities the caller sees; null for all of them. */
    static @Nullable TenantId reach(Caller caller) {
        return caller.operator() ? null : caller.tenant();
    }

    static boolean isWithin(Caller caller, Identity identity) {
        return caller.operator() || identity.tenant().equals(caller.tenant());
    }

    /** @throws AttuneException 404 if there is none, or not for this caller to see */
    Identity forReading(Tx tx, Caller caller, String resource, long id) {
        return find(tx, caller, id)
                .filter(identity -> isAllowed(caller, resource, "read", identity))
                .orElseThrow(() -> absent(id));
    }

    /** @throws AttuneException 404 if there is none, 403 if the caller may not do that to it */
    Identity forChange(Tx tx, Caller caller, String resource, String action, long id) {
        var identity = find(tx, caller, id).orElseThrow(() -> absent(id));
        requireAllowed(caller, resource, action, identity);
        return identity;
    }

    /** @throws AttuneException 403 if a constraint excludes it, or it is an operator and the caller is none */
    static void requireAllowed(Caller caller, String resource, String action, Identity identity) {
        if (!isAllowed(caller, resource, action, identity)) {
            throw AttuneException.forbidden("Insufficient permissions: " + resource + ":" + action);
        }
        requireReach(caller, identity);
    }

    /** @throws AttuneException 403 if it is an operator and the caller is none */
    static void requireReach(Caller caller, Identity identity) {
        if (identity.operator() && !caller.operator()) {
            throw AttuneException.forbidden(
                    "Insufficient permissions: '" + identity.login() + "' is an operator: only operators change it");
        }
    }

    private Optional<Identity> find(Tx tx, Caller caller, long id) {
        return identities.find(tx, new IdentityId(id)).filter(identity -> isWithin(caller, identity));
    }

    static boolean isAllowed(Caller caller, String resource, String action, Identity identity) {
        return caller.grants()
                .allow(
                        resource,
                        action,
                        new Target(null, identity.login(), identity.id().value(), identity.id(), List.of()));
    }

    private static AttuneException absent(long id) {
        return AttuneException.notFound("Identity", id);
    }
}
