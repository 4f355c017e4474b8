package io.attune.server.auth;

import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that signs tokens and those that still verify older ones (SEC-4). A key's id says nothing about the key.
 */
final class SigningKeys {
    /** Shorter secrets are refused: HS256 needs as many bits as its hash has. */
    static final int SHORTEST_SECRET = 32;

    record Key(String id, SecretKey secret) {}

    private final Key current;
    private final Map<String, Key> byId = new LinkedHashMap<>();

    /** @throws IllegalArgumentException if a secret is too short */
    SigningKeys(String secret, List<String> earlierSecrets) {
        this.current = key(secret);
        for (String earlier : earlierSecrets) {
            var key = key(earlier);
            byId.put(key.id(), key);
        }
        byId.put(current.id(), current);
    }

    Key current() {
        return current;
    }

    Optional<Key> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    private static Key key(String secret) {
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
                    Base64URL.encode(Arrays.copyOf(digest, 9)).toString(), new SecretKeySpec(bytes, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
