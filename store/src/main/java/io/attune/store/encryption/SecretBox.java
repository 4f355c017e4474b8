package io.attune.store.encryption;

import io.attune.model.id.TenantId;
import io.attune.model.tenant.Owner;
import java.nio.charset.StandardCharsets;

/**
 * Encrypts single values under the data key of their owner (SEC-13). What a value belongs to is bound to it: a sealed text copied to
 * another row, or into another tenant, does not open. Thread-safe; no database round trip once the owner's key is known.
 *
 * <p>The form is {@code v2:<data key id>:<base64(nonce + ciphertext + tag)>}; {@code v2} stands for AES-256-GCM with the place as
 * associated data. Values of {@code v1} (sealed by the master key itself) and without version (the product before this one) still open.
 */
public final class SecretBox {
    private static final String VERSION = "v2";
    private static final String FIRST_VERSION = "v1";

    private final DataKeys keys;

    public SecretBox(DataKeys keys) {
        this.keys = keys;
    }

    /** @param belongsTo names the row and field, unique within the owner; needed again to open */
    public String seal(Owner owner, String clear, String belongsTo) {
        var key = keys.current(owner);
        return VERSION + ":" + key.id() + ":"
                + AesGcm.encrypt(key.key(), clear.getBytes(StandardCharsets.UTF_8), belongsTo);
    }

    public String seal(TenantId tenant, String clear, String belongsTo) {
        return seal(new Owner.Tenant(tenant), clear, belongsTo);
    }

    /** @throws SealedValueException if it was sealed for another owner or place, was changed, or its key is not known */
    public String open(Owner owner, String sealed, String belongsTo) {
        return new String(bytes(owner, sealed, belongsTo), StandardCharsets.UTF_8);
    }

    public String open(TenantId tenant, String sealed, String belongsTo) {
        return open(new Owner.Tenant(tenant), sealed, belongsTo);
    }

    /** Whether a value is sealed under the key that new values of its owner get. */
    boolean isUpToDate(Owner owner, String sealed) {
        return sealed.startsWith(VERSION + ":" + keys.current(owner).id() + ":");
    }

    private byte[] bytes(Owner owner, String sealed, String belongsTo) {
        var parts = sealed.split(":", 3);
        return switch (parts.length == 3 ? parts[0] : "") {
            case VERSION -> AesGcm.decrypt(dataKey(owner, parts[1], belongsTo).key(), parts[2], belongsTo);
            case FIRST_VERSION -> keys.masters().get(parts[1]).openFirstFormat(parts[2], belongsTo);
            case "" -> openBaselineFormat(sealed, belongsTo);
            default -> throw new SealedValueException("the value of " + belongsTo + " is sealed in an unknown form");
        };
    }

    private DataKey dataKey(Owner owner, String id, String belongsTo) {
        DataKey key;
        try {
            key = keys.get(Long.parseLong(id));
        } catch (NumberFormatException e) {
            throw new SealedValueException("the value of " + belongsTo + " is sealed in an unknown form", e);
        }
        if (!key.owner().equals(owner)) {
            throw new SealedValueException("the value of " + belongsTo + " was sealed for another owner");
        }
        return key;
    }

    private byte[] openBaselineFormat(String sealed, String belongsTo) {
        for (var master : keys.masters().all()) {
            try {
                return master.openBaselineFormat(sealed);
            } catch (SealedValueException e) {
                // It does not name its key: the next one is tried.
            }
        }
        throw new SealedValueException("the value of " + belongsTo + " opens under none of the master keys");
    }
}
