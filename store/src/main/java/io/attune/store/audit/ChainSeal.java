package io.attune.store.audit;

import io.attune.model.tenant.Owner;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import io.attune.store.encryption.SecretBox;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals the ends of chains with HMAC-SHA-256. The key is in the database only encrypted: who can write every table still cannot make an
 * end that passes. Thread-safe.
 */
public final class ChainSeal {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final Owner PLATFORM = new Owner.Platform();
    private static final String PLACE = "audit_sealing.key";

    private final SecretKeySpec key;

    private ChainSeal(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** With the key of this installation, which is made when there is none. */
    public static ChainSeal open(Tx tx, SecretBox box) {
        var stored = HotSql.query(
                tx, "select coalesce(key, '') from audit_sealing for update", (_, _) -> {}, row -> row.getString(1));
        var sealed = stored.getFirst();
        if (!sealed.isEmpty()) {
            return new ChainSeal(Base64.getDecoder().decode(box.open(PLATFORM, sealed, PLACE)));
        }
        var fresh = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(fresh);
        HotSql.update(
                tx,
                "update audit_sealing set key = ?",
                (_, statement) -> statement.setString(
                        1, box.seal(PLATFORM, Base64.getEncoder().encodeToString(fresh), PLACE)));
        return new ChainSeal(fresh);
    }

    String seal(String sealed) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(sealed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    boolean holds(String sealed, String seal) {
        return MessageDigest.isEqual(
                seal(sealed).getBytes(StandardCharsets.US_ASCII), seal.getBytes(StandardCharsets.US_ASCII));
    }
}
