package io.attune.store.encryption;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Encrypts single values with AES-256-GCM under a key derived from the configured text (SEC-13). What a value belongs to is bound to it:
 * a sealed text copied to another row does not open. Thread-safe.
 */
public final class SecretBox {
    private static final String VERSION = "v1";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final SecretKey key;
    private final String keyId;

    /** @param keyText {@code security.encryption_key}, at least 32 characters */
    public SecretBox(String keyText) {
        if (keyText.length() < 32) {
            throw new IllegalArgumentException("security.encryption_key must have at least 32 characters");
        }
        this.key = derive(keyText, "attune/values/v1");
        this.keyId =
                HexFormat.of().formatHex(derive(keyText, "attune/key-id/v1").getEncoded(), 0, 4);
    }

    private static SecretKey derive(String keyText, String label) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "AES",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(keyText.getBytes(StandardCharsets.UTF_8))
                                    .thenExpand(label.getBytes(StandardCharsets.UTF_8), 32));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java 25 has HKDF", e);
        }
    }

    /** @param belongsTo names the row and field; needed again to open */
    public String seal(String clear, String belongsTo) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            var encrypted =
                    cipher(Cipher.ENCRYPT_MODE, nonce, belongsTo).doFinal(clear.getBytes(StandardCharsets.UTF_8));
            var whole = ByteBuffer.allocate(nonce.length + encrypted.length)
                    .put(nonce)
                    .put(encrypted)
                    .array();
            return VERSION + ":" + keyId + ":" + Base64.getEncoder().encodeToString(whole);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot encrypt", e);
        }
    }

    /** @throws IllegalStateException if it was sealed under another key, for another place, or was changed */
    public String open(String sealed, String belongsTo) {
        var parts = sealed.split(":", 3);
        if (parts.length != 3 || !parts[0].equals(VERSION)) {
            throw new IllegalStateException("not a sealed value: " + belongsTo);
        }
        if (!parts[1].equals(keyId)) {
            throw new IllegalStateException("the value of " + belongsTo + " was sealed under key " + parts[1]
                    + ", security.encryption_key is key " + keyId);
        }
        var whole = Base64.getDecoder().decode(parts[2]);
        try {
            var nonce = ByteBuffer.wrap(whole, 0, NONCE_BYTES).slice();
            var nonceBytes = new byte[NONCE_BYTES];
            nonce.get(nonceBytes);
            var clear = cipher(Cipher.DECRYPT_MODE, nonceBytes, belongsTo)
                    .doFinal(whole, NONCE_BYTES, whole.length - NONCE_BYTES);
            return new String(clear, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IndexOutOfBoundsException e) {
            throw new IllegalStateException("the sealed value of " + belongsTo + " does not open", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String belongsTo) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(belongsTo.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
