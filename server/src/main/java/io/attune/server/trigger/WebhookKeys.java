package io.attune.server.trigger;

import io.attune.model.catalog.Trigger;
import io.attune.model.catalog.WebhookKey;
import io.attune.model.tenant.Owner;
import io.attune.store.encryption.SealedValueException;
import io.attune.store.encryption.SecretBox;
import io.attune.store.trigger.WebhookSecrets;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The keys of webhooks: {@code wh_} and 128 random bits (runtime.md §4). Stored are a hash, by which deliveries find their trigger, and a
 * sealed copy for those who may see the key (SEC-10). Bits that nobody can guess need neither salt nor a slow hash.
 */
@Singleton
public class WebhookKeys {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretBox box;

    @Inject
    public WebhookKeys(SecretBox box) {
        this.box = box;
    }

    /** A new key for a trigger. */
    WebhookKey next(Owner owner, String triggerRef) {
        var bits = new byte[16];
        RANDOM.nextBytes(bits);
        var key = "wh_" + HexFormat.of().formatHex(bits);
        return new WebhookKey(hash(key), sealed(owner, triggerRef, key));
    }

    String sealed(Owner owner, String triggerRef, String key) {
        return box.seal(owner, key, WebhookSecrets.keyBelongsTo(triggerRef));
    }

    /**
     * The key as senders need it; nothing while the webhook is closed.
     *
     * @throws SealedValueException if it does not open
     */
    Optional<String> shown(Trigger trigger) {
        var component = trigger.component();
        return Optional.ofNullable(trigger.webhookKey())
                .map(WebhookKey::sealed)
                .map(stored -> box.open(component.owner(), stored, WebhookSecrets.keyBelongsTo(component.ref())));
    }

    /** By what the webhook of a key is found. */
    public static String hash(String key) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
