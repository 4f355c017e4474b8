package io.attune.e2e.attack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.harness.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A token taken apart and put together again as an attacker likes it. */
record Jwt(ObjectNode header, ObjectNode claims, String signature) {
    static Jwt of(String token) {
        var parts = token.split("\\.", -1);
        return new Jwt(object(parts[0]), object(parts[1]), parts[2]);
    }

    private static ObjectNode object(String part) {
        return (ObjectNode) Json.parse(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
    }

    Jwt header(String name, Object value) {
        var changed = header.deepCopy();
        changed.set(name, Json.value(value));
        return new Jwt(changed, claims, signature);
    }

    Jwt claim(String name, Object value) {
        var changed = claims.deepCopy();
        changed.set(name, Json.value(value));
        return new Jwt(header, changed, signature);
    }

    Jwt withoutHeader(String name) {
        var changed = header.deepCopy();
        changed.remove(name);
        return new Jwt(changed, claims, signature);
    }

    Jwt withoutClaim(String name) {
        var changed = claims.deepCopy();
        changed.remove(name);
        return new Jwt(header, changed, signature);
    }

    /** With the old signature, whatever was changed. */
    String unsigned() {
        return signed() + "." + signature;
    }

    String withSignature(String other) {
        return signed() + "." + other;
    }

    /** @param algorithm of the JDK, such as HmacSHA256 */
    String signedWith(byte[] secret, String algorithm) {
        try {
            var mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret, algorithm));
            return withSignature(encoded(mac.doFinal(signed().getBytes(StandardCharsets.US_ASCII))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String signed() {
        return encoded(header) + "." + encoded(claims);
    }

    private static String encoded(JsonNode json) {
        return encoded(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
