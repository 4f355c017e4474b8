package io.attune.server.identity;

import io.attune.engine.permission.Target;
import io.attune.model.id.IdentityId;
import io.attune.model.identity.Identity;
import io.attune.server.auth.Caller;
import io.attune.server.http.AttuneException;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.identity.IdentityStore;
import java.util.List;
import java.util.Optional;

/** Which identities a caller sees and administers: operators those of every tenant, the others their own (design.md D16, D17). */
final class IdentityAccess {
    private final Transactions transactions;
    private final IdentityStore identities = new IdentityStore();

    IdentityAccess(Transactions transactions) {
        this.transactions = transactions;
    }

    /** As the engine for operators, who reach every tenant; under row-level security for everybody else (SEC-9). */
    <T> T transaction(Caller caller, Transactions.Work<T> work) {
        return caller.operator() ? transactions.engine(work) : transactions.tenant(caller.scope(), work);
    }

    /** @throws AttuneException 404 if there is none, or not for this caller to see */
    Identity forReading(Tx tx, Caller caller, String resource, long id) {
        return find(tx, caller, id)
                .filter(identity -> isAllowed(caller, resource, "read", identity))
                .orElseThrow(() -> absent(id));
    }

    /**
     * An identity that nobody deletes before the transaction ends.
     *
     * @throws AttuneException 404 if there is none, 403 if the caller may not do that to it
     */
    Identity forChange(Tx tx, Caller caller, String resource, String action, long id) {
        var identity = find(tx, caller, id).orElseThrow(() -> absent(id));
        requireAllowed(caller, resource, action, identity);
        hold(tx, identity);
        return identity;
    }

    /**
     * Keeps an identity until the transaction ends. Without that it could be gone when something is written for it, which the second wall
     * takes for a foreign one (V032) and no message tells.
     *
     * @throws AttuneException 404 if it was deleted since it was found
     */
    void hold(Tx tx, Identity identity) {
        if (!identities.hold(tx, identity.id())) {
            throw absent(identity.id().value());
        }
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
        return identities.find(tx, caller.scope(), new IdentityId(id));
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
