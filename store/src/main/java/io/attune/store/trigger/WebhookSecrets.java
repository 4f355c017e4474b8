package io.attune.store.trigger;

import io.attune.store.encryption.SealedColumn;

/** Where the keys of webhooks lie, and the secrets with which deliveries are signed (SEC-10). */
public final class WebhookSecrets {
    public static final SealedColumn SEALED = new SealedColumn(
            "trigger",
            "id",
            "ref",
            "webhook_config #>> '{hmac,sealed_secret}'",
            "webhook_config = jsonb_set(webhook_config, '{hmac,sealed_secret}', to_jsonb(fresh.sealed))",
            (_, ref) -> belongsTo(ref));

    public static final SealedColumn SEALED_KEYS = new SealedColumn(
            "trigger",
            "id",
            "ref",
            "webhook_key_sealed",
            "webhook_key_sealed = fresh.sealed",
            (_, ref) -> keyBelongsTo(ref));

    private WebhookSecrets() {}

    public static String belongsTo(String triggerRef) {
        return "trigger/" + triggerRef + "/webhook_config.hmac.secret";
    }

    public static String keyBelongsTo(String triggerRef) {
        return "trigger/" + triggerRef + "/webhook_key";
    }
}
