package io.attune.server.drive.ingest;

import io.attune.engine.parameter.ReachableKeys;
import io.attune.expression.ExpressionException;
import io.attune.model.id.PackId;
import io.attune.model.id.TenantId;
import io.attune.store.Tx;
import io.attune.store.encryption.SealedValueException;
import io.attune.store.key.AmbientKeyStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys that rules read while a batch is decided: those of each pack once, and only when an expression asks. Used by one thread. */
final class RuleKeys {
    private final AmbientKeyStore store;
    private final Tx tx;
    private final Map<Place, Found> read = new HashMap<>();

    private record Place(TenantId tenant, PackId pack) {}

    /** @param problem why there are none */
    private record Found(ReachableKeys keys, Optional<String> problem) {}

    RuleKeys(AmbientKeyStore store, Tx tx) {
        this.store = store;
        this.tx = tx;
    }

    /** @param tenant for whom a rule of {@code pack} fires; nobody has no keys */
    Lookup of(Optional<TenantId> tenant, PackId pack) {
        return new Lookup(tenant, pack);
    }

    private Found find(Place place) {
        return read.computeIfAbsent(place, this::fetch);
    }

    private Found fetch(Place place) {
        try {
            return new Found(ReachableKeys.of(store.listReachable(tx, place.tenant(), place.pack())), Optional.empty());
        } catch (SealedValueException e) {
            return new Found(ReachableKeys.NONE, Optional.of("A key cannot be decrypted: " + e.getMessage()));
        }
    }

    /** What one rule reads of them for one event. */
    final class Lookup {
        private final Optional<TenantId> tenant;
        private final PackId pack;
        private @Nullable Found found;

        private Lookup(Optional<TenantId> tenant, PackId pack) {
            this.tenant = tenant;
            this.pack = pack;
        }

        /** @throws ExpressionException if they cannot be read */
        ReachableKeys keys() {
            if (found == null) {
                found = tenant.map(owner -> find(new Place(owner, pack)))
                        .orElseGet(() -> new Found(ReachableKeys.NONE, Optional.empty()));
            }
            found.problem().ifPresent(problem -> {
                throw new ExpressionException(problem, 0, null);
            });
            return found.keys();
        }

        /** The keys, if the rule asked for any and got them. */
        Optional<ReachableKeys> known() {
            return Optional.ofNullable(found).map(Found::keys);
        }

        /** Why the rule got no keys, if it asked for any. */
        Optional<String> problem() {
            return found == null ? Optional.empty() : found.problem();
        }
    }
}
