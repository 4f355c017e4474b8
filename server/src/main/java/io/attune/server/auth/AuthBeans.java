package io.attune.server.auth;

import io.attune.server.config.ConfigKeys;
import io.attune.server.config.PlatformSecrets;
import io.attune.server.config.Settings;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Wires what the rest of this package takes as plain arguments. */
class AuthBeans {
    @Produces
    @Singleton
    SigningKeys signingKeys(Settings settings, Clock clock) {
        var earlier = settings.get(ConfigKeys.SECURITY_JWT_PREVIOUS_SECRETS);
        return new PlatformSecrets(settings)
                .signingKeyFile()
                .map(file -> SigningKeys.generated(file, earlier, clock))
                .orElseGet(() -> SigningKeys.configured(settings.get(ConfigKeys.SECURITY_JWT_SECRET), earlier, clock));
    }

    @Produces
    @Singleton
    Tokens tokens(SigningKeys keys, Clock clock) {
        return new Tokens(keys, clock);
    }

    @Produces
    @Singleton
    Passwords passwords() {
        return new Passwords();
    }

    @Produces
    @Singleton
    RequestRate requestRate(Settings settings, Clock clock) {
        return new RequestRate(
                settings.get(ConfigKeys.SECURITY_RATE_LIMIT_PER_SECOND),
                settings.get(ConfigKeys.SECURITY_RATE_LIMIT_BURST),
                clock);
    }

    @Produces
    @Singleton
    StreamLimit streamLimit(Settings settings) {
        return new StreamLimit(settings.get(ConfigKeys.SERVER_MAX_STREAMS_PER_IDENTITY));
    }
}
