package io.attune.server.pack;

import io.attune.engine.permission.Target;
import io.attune.model.id.PackId;
import io.attune.model.pack.Pack;
import io.attune.server.auth.Caller;
import io.attune.server.http.AttuneException;
import io.attune.store.Tx;
import io.attune.store.pack.PackStore;
import io.attune.store.pack.PackStore.Shown;
import java.util.List;
import java.util.Optional;

/** Who may see and change packs (security.md §3.2, D16, D17): the system's are seen by everybody and changed by operators. */
final class PackAccess {
    private PackAccess() {}

    /** What a list shows the caller. */
    static Shown shown(Tx tx, PackStore packs, Caller caller) {
        if (caller.grants().allowAll("packs", "read")) {
            return Shown.ALL;
        }
        List<PackId> readable = packs.listOwn(tx, caller.scope()).stream()
                .filter(pack -> mayRead(caller, pack))
                .map(Pack::id)
                .toList();
        return new Shown(readable);
    }

    /** @throws AttuneException 404 if there is none or the caller may not read it */
    static Pack forReading(Caller caller, String ref, Optional<Pack> found) {
        return found.filter(pack -> mayRead(caller, pack)).orElseThrow(() -> AttuneException.notFound("Pack", ref));
    }

    /** @throws AttuneException 404 if the caller sees none, 403 if the caller may not do that to it */
    static Pack forChange(Caller caller, String action, String ref, Optional<Pack> found) {
        Pack pack = found.orElseThrow(() -> AttuneException.notFound("Pack", ref));
        if (pack.owner().isPlatform() && !caller.operator()) {
            throw AttuneException.forbidden("Pack '" + ref + "' is a system pack: only operators change it");
        }
        if (!caller.grants().allow("packs", action, target(pack))) {
            throw refused(action);
        }
        return pack;
    }

    /** @throws AttuneException 403 if no grant covers a pack of this ref, or it is to be the system's and the caller no operator */
    static void forCreation(Caller caller, String action, String ref, boolean system) {
        if (!caller.grants().allow("packs", action, new Target(ref, ref, null, caller.identity(), List.of()))) {
            throw refused(action);
        }
        if (system && !caller.operator()) {
            throw AttuneException.forbidden("Only operators make system packs (is_standard)");
        }
    }

    private static boolean mayRead(Caller caller, Pack pack) {
        return pack.owner().isPlatform()
                || caller.identity().equals(pack.installedBy())
                || caller.grants().allow("packs", "read", target(pack));
    }

    private static Target target(Pack pack) {
        return new Target(pack.ref(), pack.ref(), pack.id().value(), pack.installedBy(), List.of());
    }

    private static AttuneException refused(String action) {
        return AttuneException.forbidden("Insufficient permissions: packs:" + action);
    }
}
