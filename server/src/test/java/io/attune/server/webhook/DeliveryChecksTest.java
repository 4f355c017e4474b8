package io.attune.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.event.DeliveryOutcome;
import io.attune.model.id.TriggerId;
import io.attune.model.tenant.Owner;
import io.attune.server.http.AttuneException;
import io.attune.server.http.ErrorCode;
import io.attune.server.trigger.WebhookConfig;
import io.attune.store.MemoryDataKeys;
import io.attune.store.catalog.CatalogTrigger;
import io.attune.store.encryption.SecretBox;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** runtime.md §4, FIX-13, scenario A9. The signatures are test vectors of RFC 4231 and RFC 2202. */
class DeliveryChecksTest {
    private static final SecretBox BOX = MemoryDataKeys.box();
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final String BODY = "what do ya want for nothing?";
    private static final String SHA256 = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    private static final String SHA512 = "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
            + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737";
    private static final String SHA1 = "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79";

    private final Map<String, String> headers = new HashMap<>();
    private DeliveryChecks checks = checks(NOW);

    @BeforeEach
    void forget() {
        headers.clear();
        checks = checks(NOW);
    }

    @Test
    void withoutSettingsEverybodyIsLetIn() {
        assertThat(checks.check(trigger("{}"), delivery())).isEmpty();
        assertThat(checks.check(trigger("{\"hmac\": {\"enabled\": false}}"), delivery()))
                .isEmpty();
    }

    @Test
    void publishedSignaturesAreAccepted() {
        headers.put("X-Webhook-Signature", "sha256=" + SHA256);
        assertThat(checks.check(signed("sha256"), delivery())).isPresent();
        headers.put("X-Webhook-Signature", SHA256);
        assertThat(checks.check(signed("sha256"), delivery())).as("bare").isPresent();
        headers.clear();
        headers.put("X-Hub-Signature-256", "sha256=" + SHA256.toUpperCase(java.util.Locale.ROOT));
        assertThat(checks.check(signed("sha256"), delivery())).isPresent();
        headers.put("X-Webhook-Signature", "sha512=" + SHA512);
        assertThat(checks.check(signed("sha512"), delivery())).isPresent();
        headers.put("X-Webhook-Signature", "sha1=" + SHA1);
        assertThat(checks.check(signed("sha1"), delivery())).isPresent();
    }

    @Test
    void otherSignaturesAreRefused() {
        refused(signed("sha256"), ErrorCode.UNAUTHORIZED);
        for (String wrong : new String[] {
            "sha256=" + SHA512, "sha1=" + SHA256, "sha256=zz", "sha256=", "5bdc", "sha256=" + SHA256.replace('5', '6')
        }) {
            headers.put("X-Webhook-Signature", wrong);
            refused(signed("sha256"), ErrorCode.UNAUTHORIZED);
        }
    }

    @Test
    void incompleteSettingsLetNobodyIn() {
        headers.put("X-Webhook-Signature", "sha256=" + SHA256);
        refused(signed("md5"), ErrorCode.UNAUTHORIZED);
        refused(trigger("{\"hmac\": {\"enabled\": true, \"algorithm\": \"sha256\"}}"), ErrorCode.UNAUTHORIZED);
        refused(trigger("{\"ip_whitelist\": {\"enabled\": true}}"), ErrorCode.FORBIDDEN);
        refused(
                trigger("{\"ip_whitelist\": {\"enabled\": true, \"ips\": [\"10.1.2.3\", \"nonsense\"]}}"),
                ErrorCode.FORBIDDEN);
    }

    @Test
    void theTimestampIsPartOfTheSignatureWhereItIsAskedFor() {
        var config = (ObjectNode) signed("sha256").webhookConfig();
        ((ObjectNode) config.path("hmac")).put("require_timestamp", true);
        var trigger = trigger(config.toString());
        headers.put("X-Webhook-Signature", "sha256=" + SHA256);
        refused(trigger, ErrorCode.UNAUTHORIZED);
        headers.put("X-Webhook-Timestamp", Long.toString(NOW.getEpochSecond()));
        refused(trigger, ErrorCode.UNAUTHORIZED);
    }

    @Test
    void aProviderSignsInItsOwnHeaders() {
        var config = (ObjectNode) signed("sha256").webhookConfig();
        ((ObjectNode) config.path("hmac")).put("provider", "github");
        headers.put("X-Hub-Signature-256", "sha256=" + SHA256);
        assertThat(checks.check(trigger(config.toString()), delivery())).isPresent();
        headers.clear();
        headers.put("X-Webhook-Signature", "sha256=" + SHA256);
        refused(trigger(config.toString()), ErrorCode.UNAUTHORIZED);
        headers.put("X-Hub-Signature-256", "sha256=" + SHA256);
        ((ObjectNode) config.path("hmac")).put("provider", "nobody");
        refused(trigger(config.toString()), ErrorCode.UNAUTHORIZED);
    }

    @Test
    void addressesAreCheckedBeforeSignatures() {
        String list = "\"ip_whitelist\": {\"enabled\": true, \"ips\": [\"10.1.0.0/16\", \"192.0.2.7\"]}";
        assertThat(checks.check(trigger("{" + list + "}"), delivery())).isEmpty();
        var config = (ObjectNode) signed("sha256").webhookConfig();
        config.setAll((ObjectNode) json("{\"ip_whitelist\": {\"enabled\": true, \"ips\": [\"192.0.2.0/24\"]}}"));
        refused(trigger(config.toString()), ErrorCode.FORBIDDEN);
    }

    @Test
    void theSizeIsLimited() {
        assertThat(checks.check(trigger("{\"payload_size_limit_kb\": 1}"), delivery()))
                .isEmpty();
        assertThatThrownBy(() -> checks.check(
                        trigger("{\"payload_size_limit_kb\": 1}"),
                        new Delivery(new byte[1025], "10.1.2.3", headers::get)))
                .isInstanceOf(RefusedDelivery.class);
    }

    @Test
    void theRateIsLimitedPerAddress() {
        var limited = trigger("{\"rate_limit\": {\"enabled\": true, \"requests\": 3, \"window_seconds\": 60}}");
        for (int i = 0; i < 3; i++) {
            checks.check(limited, delivery());
        }
        assertThatThrownBy(() -> checks.check(limited, delivery()))
                .isInstanceOfSatisfying(RefusedDelivery.class, refused -> {
                    assertThat(refused.outcome()).isEqualTo(DeliveryOutcome.RATE_LIMITED);
                    assertThat(refused.answer()).isInstanceOfSatisfying(AttuneException.class, refusal -> {
                        assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
                        assertThat(refusal.retryAfter()).isPresent();
                    });
                });
        checks.check(limited, new Delivery(new byte[1], "10.9.9.9", headers::get));
    }

    @Test
    void theRateWindowMoves() {
        var rate = new DeliveryRate();
        var window = java.time.Duration.ofSeconds(10);
        assertThat(rate.admit(new TriggerId(1), "a", 1, window, NOW)).isEmpty();
        assertThat(rate.admit(new TriggerId(1), "a", 1, window, NOW.plusSeconds(4)))
                .hasValue(java.time.Duration.ofSeconds(6));
        assertThat(rate.admit(new TriggerId(1), "a", 1, window, NOW.plusSeconds(10)))
                .isEmpty();
    }

    private void refused(CatalogTrigger trigger, ErrorCode code) {
        assertThatThrownBy(() -> checks.check(trigger, delivery()))
                .isInstanceOfSatisfying(
                        RefusedDelivery.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(code.status()));
    }

    private Delivery delivery() {
        return new Delivery(BODY.getBytes(StandardCharsets.UTF_8), "10.1.2.3", headers::get);
    }

    private static DeliveryChecks checks(Instant now) {
        return new DeliveryChecks(new WebhookConfig(BOX), new DeliveryRate(), Clock.fixed(now, ZoneOffset.UTC));
    }

    private static CatalogTrigger signed(String algorithm) {
        String sealed = BOX.seal(new Owner.Platform(), "Jefe", "trigger/p.t/webhook_config.hmac.secret");
        return trigger("{\"hmac\": {\"enabled\": true, \"algorithm\": \"" + algorithm + "\", \"sealed_secret\": \""
                + sealed + "\"}}");
    }

    private static CatalogTrigger trigger(String config) {
        return new CatalogTrigger(new TriggerId(1), new Owner.Platform(), "p.t", true, "hash", json(config), null);
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
