package io.attune.server.config;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** The secrets of this installation: given by the operator, else generated once into the data directory, readable by its owner only. */
public final class PlatformSecrets {
    private static final int SHORTEST = 32;

    private final Settings settings;
    private final SecureRandom random = new SecureRandom();

    public PlatformSecrets(Settings settings) {
        this.settings = settings;
    }

    /**
     * Where this installation keeps the secrets it signs tokens with; empty when they are configured.
     *
     * @throws ConfigurationException if the configured one is too short
     */
    public Optional<SigningKeyFile> signingKeyFile() {
        String given = settings.get(ConfigKeys.SECURITY_JWT_SECRET);
        if (given.isBlank()) {
            return Optional.of(new SigningKeyFile(
                    SecretFile.of(settings, "jwt_secret"), SecretFile.of(settings, "jwt_previous_secrets")));
        }
        if (given.getBytes(StandardCharsets.UTF_8).length < SHORTEST) {
            throw new ConfigurationException(
                    ConfigKeys.SECURITY_JWT_SECRET.name() + ": expected at least " + SHORTEST + " bytes");
        }
        return Optional.empty();
    }

    /** A password for a person to type: 24 letters and digits. */
    public String generatedPassword() {
        byte[] bytes = new byte[18];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(bytes)
                .replace('-', 'x')
                .replace('_', 'y');
    }
}
