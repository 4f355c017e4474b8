package io.attune.server.auth;

import io.attune.engine.permission.Coverage;
import io.attune.engine.permission.Grant;
import io.attune.model.identity.Identity;
import io.attune.server.http.AttuneException;
import io.attune.store.Tx;
import io.attune.store.identity.AuthorityStore;
import io.attune.store.permission.StoredPermissionSet;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;

/**
 * Keeps administrators from giving, to others or themselves, more than they hold (security.md §2.4, SEC-8). Who holds
 * {@code permissions:manage} without constraint decides about all permissions of the tenant and may give any.
 */
@Singleton
public class PermissionCeiling {
    private final AuthorityStore authorities;

    @Inject
    PermissionCeiling(AuthorityStore authorities) {
        this.authorities = authorities;
    }

    /** @throws AttuneException 403 if the grants allow what the caller may not do */
    public void requireWithin(Caller caller, String what, Collection<Grant> grants) {
        if (isUnlimited(caller)) {
            return;
        }
        var missing = Coverage.missing(caller.grants(), grants);
        if (!missing.isEmpty()) {
            throw AttuneException.forbidden("Insufficient permissions: " + what + " would give more than you hold: "
                    + String.join(", ", missing));
        }
    }

    public void requireWithin(Caller caller, List<StoredPermissionSet> sets) {
        for (var set : sets) {
            requireWithin(caller, "'" + set.ref() + "'", StoredGrants.read(set.ref(), set.grants()));
        }
    }

    /**
     * Before anything with which one could act as somebody else: a password, a token, attributes that grants compare. Nobody but
     * operators touches operators at all.
     *
     * @throws AttuneException 403 if the other may do more than the caller
     */
    public void requireOver(Tx tx, Caller caller, Identity other) {
        if (isUnlimited(caller)) {
            return;
        }
        // Oneself, too: a run acts for an identity that may do more than the run, and attributes may awaken grants.
        authorities
                .find(tx, other.id())
                .ifPresent(authority -> authority
                        .sets()
                        .forEach(set -> requireWithin(
                                caller,
                                "acting as '" + other.login() + "'",
                                StoredGrants.read(set.ref(), set.grants()))));
    }

    private static boolean isUnlimited(Caller caller) {
        return caller.grants().holdsUnconstrained("permissions", "manage");
    }
}
