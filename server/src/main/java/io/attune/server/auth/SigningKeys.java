package io.attune.server.auth;

import com.nimbusds.jose.util.Base64URL;
import io.attune.server.config.SigningKeyFile;
import io.attune.server.config.SigningSecrets;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The secret that signs tokens and those that still verify older ones (SEC-4). A key's id says nothing about the key. Secrets that were
 * generated can be rotated while the platform runs; those that are configured change by configuration.
 */
public final class SigningKeys {
    /** Shorter secrets are refused: HS256 needs as many bits as its hash has. */
    private static final int SHORTEST_SECRET = 32;

    /** @param goodUntil when it stops verifying; of the current one never */
    record Key(String id, SecretKey secret, Instant goodUntil) {
        @Override
        public String toString() {
            return "Key[" + id + "]";
        }
    }

    /** What may be said about a key. */
    public record KeyInfo(String id, Instant goodUntil) {}

    /** @param version of the file they were read from */
    private record Keys(
            Key current, Map<String, Key> byId, @Nullable FileTime version) {}

    private final List<String> configuredEarlier;
    private final @Nullable SigningKeyFile file;
    private final Clock clock;
    private volatile Keys keys;

    private SigningKeys(
            SigningSecrets secrets, List<String> configuredEarlier, @Nullable SigningKeyFile file, Clock clock) {
        this.configuredEarlier = List.copyOf(configuredEarlier);
        this.file = file;
        this.clock = clock;
        this.keys = keys(secrets, configuredEarlier, file);
    }

    /** @throws IllegalArgumentException if a secret is too short */
    static SigningKeys configured(String secret, List<String> earlierSecrets, Clock clock) {
        return new SigningKeys(new SigningSecrets(secret, List.of()), earlierSecrets, null, clock);
    }

    /** @param configuredEarlier secrets that verify, too: of a time when they were configured */
    static SigningKeys generated(SigningKeyFile file, List<String> configuredEarlier, Clock clock) {
        return new SigningKeys(file.read(clock.instant()), configuredEarlier, file, clock);
    }

    Key current() {
        return keys.current();
    }

    /** The key of that id, if tokens signed with it are still accepted. */
    Optional<Key> find(String id) {
        var found = keys.byId().get(id);
        if (found == null && file != null && !file.version().equals(Optional.ofNullable(keys.version()))) {
            // Another process of this installation has rotated.
            keys = keys(file.read(clock.instant()), configuredEarlier, file);
            found = keys.byId().get(id);
        }
        return Optional.ofNullable(found).filter(key -> key.goodUntil().isAfter(clock.instant()));
    }

    /**
     * Signs with a new secret from now on; tokens of the one before stay good as long as they live.
     *
     * @return the keys that are accepted now, the new one first; empty when the secret is configured, so that it is changed there
     */
    public synchronized Optional<List<KeyInfo>> rotate() {
        if (file == null) {
            return Optional.empty();
        }
        var rotated = keys(file.rotate(clock.instant()), configuredEarlier, file);
        keys = rotated;
        return Optional.of(rotated.byId().values().stream()
                .map(key -> new KeyInfo(key.id(), key.goodUntil()))
                .toList());
    }

    private static Keys keys(SigningSecrets secrets, List<String> configuredEarlier, @Nullable SigningKeyFile file) {
        var version = file == null ? null : file.version().orElse(null);
        var byId = new LinkedHashMap<String, Key>();
        var current = key(secrets.current(), Instant.MAX);
        byId.put(current.id(), current);
        for (var earlier : secrets.earlier()) {
            var key = key(earlier.secret(), earlier.goodUntil());
            byId.putIfAbsent(key.id(), key);
        }
        for (var earlier : configuredEarlier) {
            var key = key(earlier, Instant.MAX);
            byId.putIfAbsent(key.id(), key);
        }
        return new Keys(current, byId, version);
    }

    private static Key key(String secret, Instant goodUntil) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < SHORTEST_SECRET) {
            throw new IllegalArgumentException(
                    "security.jwt_secret: expected at least 32 bytes, found " + bytes.length);
        }
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
            byte[] digest = mac.doFinal("key id".getBytes(StandardCharsets.UTF_8));
            return new Key(
                    Base64URL.encode(Arrays.copyOf(digest, 9)).toString(),
                    new SecretKeySpec(bytes, "HmacSHA256"),
                    goodUntil);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
