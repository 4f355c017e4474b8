package io.attune.store.encryption;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** AES-256-GCM with a random nonce of 96 bits and a tag of 128; the text form is {@code base64(nonce + ciphertext + tag)}. */
final class AesGcm {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private AesGcm() {}

    /** @param place authenticated with the content: what was encrypted for one place does not decrypt for another */
    static String encrypt(SecretKey key, byte[] clear, String place) {
        var nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, place);
            var whole = Arrays.copyOf(nonce, NONCE_BYTES + cipher.getOutputSize(clear.length));
            cipher.doFinal(clear, 0, clear.length, whole, NONCE_BYTES);
            return Base64.getEncoder().encodeToString(whole);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot encrypt", e);
        }
    }

    /** @throws SealedValueException if it was encrypted under another key or for another place, or was changed */
    static byte[] decrypt(SecretKey key, String encrypted, String place) {
        try {
            var whole = Base64.getDecoder().decode(encrypted);
            var cipher = cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(whole, NONCE_BYTES), place);
            return cipher.doFinal(whole, NONCE_BYTES, Math.max(0, whole.length - NONCE_BYTES));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new SealedValueException(
                    "the sealed value of " + place + " does not open: changed, or not of this place", e);
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, String place) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        if (!place.isEmpty()) {
            cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        }
        return cipher;
    }
}
