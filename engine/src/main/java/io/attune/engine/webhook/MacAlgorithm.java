package io.attune.engine.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The hash under an HMAC. {@code sha1} is there for senders that know nothing better. */
public enum MacAlgorithm {
    SHA256("HmacSHA256"),
    SHA512("HmacSHA512"),
    SHA1("HmacSHA1");

    /** Under which {@link #find} knows them. */
    public static final List<String> NAMES =
            Arrays.stream(values()).map(MacAlgorithm::wireName).toList();

    private final String javaName;

    MacAlgorithm(String javaName) {
        this.javaName = javaName;
    }

    public static Optional<MacAlgorithm> find(String name) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.wireName().equals(name))
                .findFirst();
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The HMAC over {@code prefix} and {@code body}, one after the other. */
    byte[] mac(String secret, String prefix, byte[] body) {
        try {
            Mac mac = Mac.getInstance(javaName);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), javaName));
            mac.update(prefix.getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + javaName, e);
        }
    }
}
