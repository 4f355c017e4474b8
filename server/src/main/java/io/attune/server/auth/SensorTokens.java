package io.attune.server.auth;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.model.id.IdentityId;
import io.attune.model.id.TenantId;
import io.attune.model.identity.Identity;
import io.attune.server.http.AttuneException;
import io.attune.store.Tx;
import io.attune.store.identity.IdentityStore;
import io.attune.store.identity.IdentityStore.NewIdentity;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Mints tokens for sensors, and the identities behind them (api-auth.md §1). Who may ask is the business of the one who calls. */
@Singleton
public class SensorTokens {
    private final Tokens tokens;
    private final Clock clock;
    private final ObjectMapper json;
    private final IdentityStore identities = new IdentityStore();

    @Inject
    SensorTokens(Tokens tokens, Clock clock, ObjectMapper json) {
        this.tokens = tokens;
        this.clock = clock;
        this.json = json;
    }

    /** A token with the identity it is for. */
    public record Minted(IdentityId identity, String token, Instant expires) {
        @Override
        public String toString() {
            return "Minted[" + identity + "]";
        }
    }

    /**
     * @param triggerTypes refs of the only triggers it is good for
     * @throws AttuneException 409 if the sensor's login is somebody else's, 403 if its identity is frozen
     */
    public Minted mint(Tx tx, String ref, List<String> triggerTypes, TenantId tenant, Duration life) {
        var identity = identity(tx, ref, triggerTypes, tenant);
        var expires = clock.instant().plus(life);
        return new Minted(identity.id(), tokens.issueSensorToken(identity.id(), ref, triggerTypes, life), expires);
    }

    private Identity identity(Tx tx, String ref, List<String> triggerTypes, TenantId tenant) {
        var login = "sensor:" + ref;
        var attributes = json.createObjectNode().put("type", "sensor").put("sensor_ref", ref);
        attributes.set("trigger_types", json.valueToTree(triggerTypes));
        // Two controllers may ask at the same time: one inserts, the other finds.
        var _ = identities.insert(tx, new NewIdentity(tenant, login, "Sensor: " + ref, null, attributes, false));
        var identity = identities
                .findByLogin(tx, login)
                .orElseThrow(() -> new IllegalStateException("the identity of sensor " + ref + " is missing"));
        if (identity.hasPassword() || !identity.tenant().equals(tenant)) {
            throw AttuneException.conflict("The login '" + login + "' belongs to somebody else; delete that identity");
        }
        if (identity.isBarred()) {
            throw AttuneException.forbidden("This identity is frozen");
        }
        if (!identity.attributes().equals(attributes)) {
            identities.changeAttributes(tx, identity.id(), attributes);
        }
        return identity;
    }
}
