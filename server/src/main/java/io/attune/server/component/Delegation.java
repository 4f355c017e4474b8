package io.attune.server.component;

import io.attune.engine.permission.Coverage;
import io.attune.server.auth.Caller;
import io.attune.server.auth.RunAuthority;
import io.attune.server.auth.StoredGrants;
import io.attune.server.http.AttuneException;
import io.attune.store.Tx;
import io.attune.store.permission.PermissionStore;
import io.attune.store.permission.StoredPermissionSet;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which permission sets a caller may hand to runs (security.md §2.4): those that allow nothing that the caller may not do itself, so
 * that no run may ever do more than who set it up (SEC-8).
 */
@Singleton
public class Delegation {
    private final PermissionStore permissions;

    @Inject
    Delegation(PermissionStore permissions) {
        this.permissions = permissions;
    }

    /** @throws AttuneException 403 for a set that does not exist or holds more than the caller does */
    public void require(Tx tx, Caller caller, Collection<String> permissionSetRefs) {
        var refused = new HashSet<>(permissionSetRefs);
        refused.removeAll(allowed(tx, caller, permissionSetRefs));
        if (!refused.isEmpty()) {
            throw AttuneException.forbidden("Insufficient permissions: you cannot delegate "
                    + refused.stream().sorted().collect(Collectors.joining(", "))
                    + ", which does not exist or allows more than you may do");
        }
    }

    /** Those of the refs that the caller may hand on. */
    public Set<String> allowed(Tx tx, Caller caller, Collection<String> permissionSetRefs) {
        if (permissionSetRefs.isEmpty()) {
            return Set.of();
        }
        var known = permissions.byRefs(tx, caller.tenant(), permissionSetRefs).stream()
                .collect(Collectors.toMap(StoredPermissionSet::ref, Function.identity()));
        return permissionSetRefs.stream()
                .filter(ref -> {
                    var set = known.get(ref);
                    return ref.equals(RunAuthority.STANDARD)
                            || (set != null
                                    && Coverage.covers(caller.grants(), StoredGrants.read(set.ref(), set.grants())));
                })
                .collect(Collectors.toSet());
    }
}
