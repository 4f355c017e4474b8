package io.attune.server.key;

import io.attune.engine.permission.Target;
import io.attune.model.key.Key;
import io.attune.model.key.KeyOwner;
import io.attune.server.auth.Caller;
import io.attune.server.http.AttuneException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Applies the grants of callers to keys, after the guard of the route found that there is a grant at all (D17). That the own keys of somebody
 * else need a grant that singles them out is the rule of {@link io.attune.engine.permission.GrantSet}.
 */
final class KeyAccess {
    private static final String RESOURCE = "keys";

    private KeyAccess() {}

    static boolean allows(Caller caller, String action, Key key) {
        return caller.grants()
                .allow(RESOURCE, action, target(key.owner(), key.ref(), key.id().value(), key.encrypted()));
    }

    /** Whether the caller may see the value: a secret needs {@code keys:decrypt}. */
    static boolean mayReveal(Caller caller, Key key) {
        return !key.encrypted() || allows(caller, "decrypt", key);
    }

    /** @throws AttuneException 404 if there is none or the caller may not read it */
    static Key forReading(Caller caller, String ref, Optional<Key> found) {
        return found.filter(key -> allows(caller, "read", key)).orElseThrow(() -> absent(ref));
    }

    /**
     * @throws AttuneException 404 if there is none, or it is somebody else's own and the caller may not read it; 403 if the caller may not do
     *     that to it
     */
    static Key forChange(Caller caller, String action, String ref, Optional<Key> found) {
        var key = found.orElseThrow(() -> absent(ref));
        if (allows(caller, action, key)) {
            return key;
        }
        throw key.owner() instanceof KeyOwner.Identity && !allows(caller, "read", key) ? absent(ref) : refused(action);
    }

    /** @throws AttuneException 403 if no grant covers what is about to be made */
    static void forCreation(Caller caller, KeyOwner owner, String ref, boolean encrypted) {
        if (!caller.grants().allow(RESOURCE, "create", target(owner, ref, null, encrypted))) {
            throw refused("create");
        }
    }

    static AttuneException refused(String action) {
        return AttuneException.forbidden("Insufficient permissions: " + RESOURCE + ":" + action);
    }

    private static AttuneException absent(String ref) {
        return AttuneException.notFound("Key", ref);
    }

    private static Target target(KeyOwner owner, String ref, @Nullable Long id, boolean encrypted) {
        var person = owner instanceof KeyOwner.Identity(var identity) ? identity : null;
        var ownerRef = owner.ref() == null ? owner.text() : owner.ref();
        return new Target(
                owner.packRef(), ref, id, person, List.of(), owner.type().wire(), ownerRef, null, encrypted);
    }
}
