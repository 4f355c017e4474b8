package io.attune.server.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.webhook.MacAlgorithm;
import io.attune.engine.webhook.SignatureScheme;
import io.attune.model.tenant.Owner;
import io.attune.server.http.AddressRange;
import io.attune.server.http.FieldChecks;
import io.attune.store.encryption.SealedValueException;
import io.attune.store.encryption.SecretBox;
import io.attune.store.trigger.WebhookSecrets;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a trigger's webhook (runtime.md §4). The secret of signatures is write-only: stored sealed, in place of the clear
 * {@code hmac.secret} as {@code hmac.sealed_secret}, and never shown (SEC-10).
 */
@Singleton
public class WebhookConfig {
    private static final String HMAC = "hmac";
    private static final String SECRET = "secret";
    private static final String SEALED = "sealed_secret";
    private static final String PROVIDER = "provider";
    private static final String GENERIC = "generic";
    private static final String BODY = "body";
    private static final String RAW = "raw";
    private static final List<String> BODIES = List.of("json", RAW);
    private static final String RANGES =
            "an array of addresses and networks such as 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32";

    private final SecretBox box;

    @Inject
    public WebhookConfig(SecretBox box) {
        this.box = box;
    }

    /**
     * The known settings must have their types and make sense. What a setting lacks refuses deliveries, not its saving (FIX-13): a secret may
     * come later.
     */
    static void check(FieldChecks checks, @Nullable JsonNode config) {
        if (config == null || config.isNull()) {
            return;
        }
        if (!config.isObject()) {
            checks.finding("webhook_config", "must be an object");
            return;
        }
        section(checks, config, HMAC, hmac -> {
            is(checks, hmac, "webhook_config.hmac", "enabled", JsonNode::isBoolean, "true or false");
            is(checks, hmac, "webhook_config.hmac", SECRET, JsonNode::isTextual, "a string");
            is(
                    checks,
                    hmac,
                    "webhook_config.hmac",
                    "algorithm",
                    name -> name.isTextual()
                            && MacAlgorithm.find(name.textValue()).isPresent(),
                    "one of " + String.join(", ", MacAlgorithm.NAMES));
            is(
                    checks,
                    hmac,
                    "webhook_config.hmac",
                    PROVIDER,
                    name -> name.isTextual() && SignatureScheme.PROVIDERS.contains(name.textValue()),
                    "one of " + String.join(", ", SignatureScheme.PROVIDERS));
            is(checks, hmac, "webhook_config.hmac", "require_timestamp", JsonNode::isBoolean, "true or false");
            consistent(checks, hmac);
        });
        section(checks, config, "ip_whitelist", list -> {
            is(checks, list, "webhook_config.ip_whitelist", "enabled", JsonNode::isBoolean, "true or false");
            is(checks, list, "webhook_config.ip_whitelist", "ips", WebhookConfig::areRanges, RANGES);
        });
        section(checks, config, "rate_limit", limit -> {
            is(checks, limit, "webhook_config.rate_limit", "enabled", JsonNode::isBoolean, "true or false");
            is(checks, limit, "webhook_config.rate_limit", "requests", JsonNode::isInt, "a whole number");
            is(checks, limit, "webhook_config.rate_limit", "window_seconds", JsonNode::isInt, "a whole number");
        });
        is(checks, config, "webhook_config", "payload_size_limit_kb", JsonNode::isInt, "a whole number");
        is(
                checks,
                config,
                "webhook_config",
                BODY,
                form -> form.isTextual() && BODIES.contains(form.textValue()),
                "one of " + String.join(", ", BODIES));
    }

    /** Beside a provider, the other settings must be the provider's. */
    private static void consistent(FieldChecks checks, JsonNode hmac) {
        boolean provided = hmac.path(PROVIDER).isTextual()
                && !hmac.path(PROVIDER).textValue().equals(GENERIC);
        if (provided
                && SignatureScheme.PROVIDERS.contains(hmac.path(PROVIDER).textValue())
                && scheme(hmac).isEmpty()) {
            checks.finding(
                    "webhook_config.hmac." + PROVIDER,
                    "signs in its own way: leave out algorithm and require_timestamp");
        }
    }

    /** How deliveries must be signed; nothing if the settings contradict themselves or lack something. */
    public static Optional<SignatureScheme> scheme(JsonNode hmac) {
        return SignatureScheme.named(
                hmac.path(PROVIDER).asText(GENERIC),
                Optional.ofNullable(hmac.path("algorithm").textValue()),
                hmac.path("require_timestamp").booleanValue());
    }

    /** Whether the body is the payload as it is, whatever its type. */
    public static boolean takesRawBodies(JsonNode stored) {
        return RAW.equals(stored.path(BODY).textValue());
    }

    private static void section(FieldChecks checks, JsonNode config, String name, Consumer<JsonNode> content) {
        var section = config.get(name);
        if (section == null || section.isNull()) {
            return;
        }
        if (section.isObject()) {
            content.accept(section);
        } else {
            checks.finding("webhook_config." + name, "must be an object");
        }
    }

    private static void is(
            FieldChecks checks,
            JsonNode section,
            String place,
            String name,
            Predicate<JsonNode> type,
            String expected) {
        var value = section.get(name);
        if (value != null && !value.isNull() && !type.test(value)) {
            checks.finding(place + "." + name, "must be " + expected);
        }
    }

    private static boolean areRanges(JsonNode value) {
        if (!value.isArray()) {
            return false;
        }
        for (var element : value) {
            if (!element.isTextual() || !isRange(element.textValue())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isRange(String text) {
        try {
            var _ = AddressRange.parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * What is to be stored for what was given.
     *
     * @param owner of the trigger
     * @param stored what was stored before: its secret stays when {@code hmac} is given without one
     */
    ObjectNode sealed(Owner owner, String triggerRef, JsonNode given, JsonNode stored) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        if (given instanceof ObjectNode object) {
            config.setAll(object.deepCopy());
        }
        if (config.get(HMAC) instanceof ObjectNode hmac) {
            var secret = hmac.remove(SECRET);
            var kept = stored.path(HMAC).get(SEALED);
            // Nobody writes the sealed form himself: it would be opened with the platform's key.
            hmac.remove(SEALED);
            if (secret != null && secret.isTextual()) {
                hmac.put(SEALED, box.seal(owner, secret.textValue(), WebhookSecrets.belongsTo(triggerRef)));
            } else if (kept != null) {
                hmac.set(SEALED, kept);
            }
        }
        return config;
    }

    /** Whether a request brings a secret. */
    static boolean bringsSecret(@Nullable JsonNode given) {
        return given != null && given.path(HMAC).path(SECRET).isTextual();
    }

    /** What may be shown: everything but the secret. */
    static JsonNode shown(JsonNode stored) {
        var config = stored.deepCopy();
        if (config.get(HMAC) instanceof ObjectNode hmac) {
            hmac.remove(SECRET);
            hmac.remove(SEALED);
        }
        return config;
    }

    /**
     * The secret with which deliveries are signed; nothing if there is none.
     *
     * @throws SealedValueException if it does not open
     */
    public Optional<String> secret(Owner owner, String triggerRef, JsonNode stored) {
        var sealed = stored.path(HMAC).path(SEALED);
        return sealed.isTextual()
                ? Optional.of(box.open(owner, sealed.textValue(), WebhookSecrets.belongsTo(triggerRef)))
                : Optional.empty();
    }
}
