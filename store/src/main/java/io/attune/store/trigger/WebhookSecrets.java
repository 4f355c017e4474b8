package io.attune.store.trigger;

import io.attune.store.encryption.SealedColumn;

/** Where the secrets lie with which deliveries are signed (SEC-10). */
public final class WebhookSecrets {
    public static final SealedColumn SEALED = new SealedColumn(
            "trigger",
            "id",
            "ref",
            "webhook_config #>> '{hmac,sealed_secret}'",
            "webhook_config = jsonb_set(webhook_config, '{hmac,sealed_secret}', to_jsonb(fresh.sealed))",
            (_, ref) -> belongsTo(ref));

    private WebhookSecrets() {}

    public static String belongsTo(String triggerRef) {
        return "trigger/" + triggerRef + "/webhook_config.hmac.secret";
    }
}
