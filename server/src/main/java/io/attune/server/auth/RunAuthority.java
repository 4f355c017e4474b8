package io.attune.server.auth;

import io.attune.engine.permission.Coverage;
import io.attune.engine.permission.Grant;
import io.attune.model.id.IdentityId;
import io.attune.store.Tx;
import io.attune.store.execution.RunBackingStore.Backed;
import io.attune.store.execution.RunBackingStore.Backer;
import io.attune.store.identity.AuthorityStore;
import io.attune.store.permission.PermissionStore;
import io.attune.store.permission.StoredPermissionSet;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/**
 * What a run may do: its permission sets as they are now, as long as whoever stands behind the run may still hand them on (security.md
 * §2.4, SEC-8). Asked when a run is given to a worker and for each request of its token, so that rights taken away stop working at once.
 */
@Singleton
public class RunAuthority {
    /** What every run may be given: the keys and artifacts of its own action and pack. */
    public static final String STANDARD = "standard";

    private final AuthorityStore authorities;
    private final PermissionStore permissions;

    @Inject
    public RunAuthority(AuthorityStore authorities, PermissionStore permissions) {
        this.authorities = authorities;
        this.permissions = permissions;
    }

    public sealed interface Answer {
        /** @param grants of the sets, without those of {@code standard} */
        record Held(List<Grant> grants) implements Answer {}

        /** @param reason for people, as the error of a run or a request */
        record Withdrawn(String reason) implements Answer {}
    }

    /** Whether these sets need anybody's rights: {@code standard} is everybody's to give. */
    public static boolean needsBacking(Collection<String> permissionSetRefs) {
        return permissionSetRefs.stream().anyMatch(ref -> !ref.equals(STANDARD));
    }

    public Answer of(Tx tx, Backed run, Collection<String> permissionSetRefs) {
        var named = new HashSet<>(permissionSetRefs);
        named.remove(STANDARD);
        if (named.isEmpty()) {
            return new Answer.Held(List.of());
        }
        var sets = permissions.byRefs(tx, run.tenant(), named);
        if (sets.size() < named.size()) {
            sets.forEach(set -> named.remove(set.ref()));
            return withdrawn("permission sets of this run do not exist any more: " + String.join(", ", named));
        }
        return switch (run.backer()) {
            case Backer.Platform() -> ofPlatform(sets);
            case Backer.Somebody(var identity) -> of(tx, identity, sets);
            case Backer.Nobody() -> ownerGone();
        };
    }

    private static Answer ofPlatform(List<StoredPermissionSet> sets) {
        return sets.stream().allMatch(set -> set.tenantId() == null)
                ? new Answer.Held(grants(sets))
                : withdrawn("a rule of the platform hands on permission sets of system packs only");
    }

    private Answer of(Tx tx, IdentityId backer, List<StoredPermissionSet> sets) {
        var found = authorities.find(tx, backer);
        if (found.isEmpty()) {
            return ownerGone();
        }
        var identity = found.get().identity();
        if (identity.isBarred()) {
            return withdrawn("'" + identity.login() + "', on whose behalf it runs, is frozen");
        }
        var holder = StoredGrants.held(found.get());
        for (var set : sets) {
            var missing = Coverage.missing(holder, StoredGrants.read(set.ref(), set.grants()));
            if (!missing.isEmpty()) {
                return withdrawn("'" + identity.login() + "', on whose behalf it runs, may not hand on '" + set.ref()
                        + "': it lacks " + String.join(", ", missing));
            }
        }
        return new Answer.Held(grants(sets));
    }

    private static Answer ownerGone() {
        return withdrawn("nobody stands behind its permission sets any more: whoever set it up no longer exists");
    }

    private static Answer withdrawn(String reason) {
        return new Answer.Withdrawn("Insufficient permissions: " + reason);
    }

    private static List<Grant> grants(List<StoredPermissionSet> sets) {
        var all = new ArrayList<Grant>();
        sets.forEach(set -> all.addAll(StoredGrants.read(set.ref(), set.grants())));
        return all;
    }
}
