package io.attune.store.encryption;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that wraps data keys and seals nothing else. All it needs is derived from its text by HKDF-SHA-256 with a label per use; so is its
 * id, which says nothing about the key (SEC-13).
 */
public final class MasterKey {
    /** The least length of the text, in bytes. */
    public static final int SHORTEST = 32;

    private static final int DATA_KEY_BYTES = 32;

    private final String text;
    private final String id;
    private final SecretKey wrapping;

    private MasterKey(String text) {
        this.text = text;
        this.id = HexFormat.of().formatHex(derive(text, "attune/key-id/v1").getEncoded(), 0, 4);
        this.wrapping = derive(text, "attune/wrap/v2");
    }

    /** @throws IllegalArgumentException if the text is too short to be a key */
    public static MasterKey of(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length < SHORTEST) {
            throw new IllegalArgumentException("a master key needs at least " + SHORTEST + " bytes");
        }
        return new MasterKey(text);
    }

    private static SecretKey derive(String text, String label) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "AES",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(text.getBytes(StandardCharsets.UTF_8))
                                    .thenExpand(label.getBytes(StandardCharsets.UTF_8), 32));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java 25 has HKDF", e);
        }
    }

    /** Short, for messages and columns. */
    public String id() {
        return id;
    }

    String wrap(SecretKey dataKey, String owner) {
        return AesGcm.encrypt(wrapping, dataKey.getEncoded(), owner);
    }

    SecretKey unwrap(String wrapped, String owner) {
        var clear = AesGcm.decrypt(wrapping, wrapped, owner);
        if (clear.length != DATA_KEY_BYTES) {
            throw new SealedValueException("the key of " + owner + " has " + clear.length + " bytes");
        }
        return new SecretKeySpec(clear, "AES");
    }

    /** Opens what was sealed before there were data keys. */
    byte[] openFirstFormat(String encrypted, String place) {
        return AesGcm.decrypt(derive(text, "attune/values/v1"), encrypted, place);
    }

    /** Opens the format of the product that came before this one: an unsalted digest as key, and no place. */
    byte[] openBaselineFormat(String encrypted) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return AesGcm.decrypt(new SecretKeySpec(digest, "AES"), encrypted, "");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MasterKey that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return id;
    }
}
