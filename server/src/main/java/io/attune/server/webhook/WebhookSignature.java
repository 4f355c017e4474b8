package io.attune.server.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.server.http.AttuneException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The signature of a delivery: an HMAC over the raw body, after the sender's time where the trigger asks for it (runtime.md §4). */
final class WebhookSignature {
    private static final Map<String, String> ALGORITHMS =
            Map.of("sha256", "HmacSHA256", "sha512", "HmacSHA512", "sha1", "HmacSHA1");
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private WebhookSignature() {}

    /** @throws AttuneException 401 unless the delivery is signed as {@code hmac} says */
    static void require(JsonNode hmac, Optional<String> secret, Delivery delivery, Instant now) {
        String algorithm = hmac.path("algorithm").asText();
        String macName = ALGORITHMS.get(algorithm);
        if (macName == null || secret.isEmpty() || secret.get().isEmpty()) {
            throw AttuneException.unauthorized("This webhook demands signatures but lacks its secret or algorithm");
        }
        String given = delivery.header("X-Webhook-Signature")
                .or(() -> delivery.header("X-Hub-Signature-256"))
                .orElseThrow(
                        () -> AttuneException.unauthorized("The delivery is not signed: send X-Webhook-Signature"));
        int separator = given.indexOf('=');
        if (separator >= 0 && !given.substring(0, separator).equalsIgnoreCase(algorithm)) {
            throw AttuneException.unauthorized("The signature must be made with " + algorithm);
        }
        byte[] signature = hex(given.substring(separator + 1));
        byte[] prefix = hmac.path("require_timestamp").booleanValue() ? timestamp(delivery, now) : new byte[0];
        // Constant time: an answer must not tell how much of a guess was right.
        if (!MessageDigest.isEqual(signature, mac(macName, secret.get(), prefix, delivery.body()))) {
            throw AttuneException.unauthorized("The signature does not fit the body");
        }
    }

    private static byte[] timestamp(Delivery delivery, Instant now) {
        String seconds = delivery.header("X-Webhook-Timestamp")
                .filter(text -> text.matches("\\d{1,12}"))
                .orElseThrow(
                        () -> AttuneException.unauthorized("X-Webhook-Timestamp must hold the Unix time in seconds"));
        Duration off = Duration.between(Instant.ofEpochSecond(Long.parseLong(seconds)), now);
        if (off.abs().compareTo(TOLERANCE) > 0) {
            throw AttuneException.unauthorized("X-Webhook-Timestamp is more than 5 minutes off");
        }
        return (seconds + ".").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] hex(String text) {
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            throw AttuneException.unauthorized("The signature must be hexadecimal");
        }
    }

    private static byte[] mac(String name, String secret, byte[] prefix, byte[] body) {
        try {
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), name));
            mac.update(prefix);
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + name, e);
        }
    }
}
