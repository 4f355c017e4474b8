package io.attune.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** Tokens without content, good as long as the database says so. They are random and long, so a plain hash of them is kept. */
public enum OpaqueToken {
    /** Logs a service account in (security.md §1.5). */
    INTEGRATION("attune_it_"),
    /** What {@code attune worker --token} takes (api.md §7). */
    ENROLMENT("attune_wt_");

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String prefix;

    OpaqueToken(String prefix) {
        this.prefix = prefix;
    }

    public String make() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    boolean begins(String text) {
        return text.startsWith(prefix);
    }

    /** What is stored of a token: SHA-256, base64url. */
    public static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
