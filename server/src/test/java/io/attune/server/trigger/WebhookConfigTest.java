package io.attune.server.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.attune.model.id.TenantId;
import io.attune.model.tenant.Owner;
import io.attune.server.http.AttuneException;
import io.attune.server.http.FieldChecks;
import io.attune.store.MemoryDataKeys;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The secret of a webhook is write-only (SEC-10). */
class WebhookConfigTest {
    private static final String REF = "ops.hit";
    private static final Owner OWNER = new Owner.Tenant(new TenantId(7));

    private final WebhookConfig webhooks = new WebhookConfig(MemoryDataKeys.box());

    @Test
    void theSecretIsStoredSealedAndOpensAgain() throws JsonProcessingException {
        var stored = webhooks.sealed(
                OWNER,
                REF,
                json("{'hmac': {'enabled': true, 'secret': 'hunter2', 'algorithm': 'sha256'}}"),
                json("{}"));

        assertThat(stored.toString()).doesNotContain("hunter2");
        assertThat(webhooks.secret(OWNER, REF, stored)).contains("hunter2");
    }

    @Test
    void neitherTheSecretNorItsSealedFormIsShown() throws JsonProcessingException {
        var stored = webhooks.sealed(OWNER, REF, json("{'hmac': {'enabled': true, 'secret': 'hunter2'}}"), json("{}"));

        assertThat(WebhookConfig.shown(stored)).isEqualTo(json("{'hmac': {'enabled': true}}"));
    }

    @Test
    void aConfigurationWithoutSecretKeepsTheStoredOneAndReplacesTheRest() throws JsonProcessingException {
        var before = webhooks.sealed(
                OWNER,
                REF,
                json("{'hmac': {'enabled': true, 'secret': 'hunter2'}, 'payload_size_limit_kb': 1}"),
                json("{}"));

        var after = webhooks.sealed(OWNER, REF, json("{'hmac': {'enabled': false}}"), before);

        assertThat(webhooks.secret(OWNER, REF, after)).contains("hunter2");
        assertThat(WebhookConfig.shown(after)).isEqualTo(json("{'hmac': {'enabled': false}}"));
    }

    @Test
    void aSealedSecretOfAnotherTriggerCannotBePutInPlace() throws JsonProcessingException {
        var other = webhooks.sealed(OWNER, "ops.other", json("{'hmac': {'secret': 'theirs'}}"), json("{}"));

        var stored = webhooks.sealed(OWNER, REF, other, json("{}"));

        assertThat(webhooks.secret(OWNER, REF, stored)).isEmpty();
    }

    @Test
    void settingsOfTheWrongTypeAreNamed() throws JsonProcessingException {
        assertThat(fields("{'hmac': {'enabled': 'yes', 'secret': 5}, 'rate_limit': 3, 'ip_whitelist': {'ips': [1]}}"))
                .containsExactly(
                        "webhook_config.hmac.enabled",
                        "webhook_config.hmac.secret",
                        "webhook_config.ip_whitelist.ips",
                        "webhook_config.rate_limit");
        assertThat(fields("{'hmac': {'provider': 'gitbub'}}")).containsExactly("webhook_config.hmac.provider");
        assertThat(fields("{'hmac': {'provider': 'github'}}")).isEmpty();
        assertThat(fields("{'hmac': {'algorithm': 'md5'}}")).containsExactly("webhook_config.hmac.algorithm");
        assertThat(fields("{'hmac': {'provider': 'github', 'require_timestamp': true}}"))
                .containsExactly("webhook_config.hmac.provider");
        assertThat(fields("{'ip_whitelist': {'ips': ['10.0.0.0/8', '10.0.0.0/33']}}"))
                .containsExactly("webhook_config.ip_whitelist.ips");
        assertThat(fields("{'ip_whitelist': {'ips': ['10.0.0.0/x']}}"))
                .containsExactly("webhook_config.ip_whitelist.ips");
        assertThat(fields("{'ip_whitelist': {'ips': ['10.0.0.0/8', '::1', '2001:db8::/32']}}"))
                .isEmpty();
        assertThat(fields("{'body': 'xml'}")).containsExactly("webhook_config.body");
        assertThat(fields("{'body': 'raw'}")).isEmpty();
        assertThat(fields("{'payload_size_limit_kb': '1'}")).containsExactly("webhook_config.payload_size_limit_kb");
        assertThat(fields("[]")).containsExactly("webhook_config");
    }

    @Test
    void missingSettingsRefuseDeliveriesAndNotTheirSaving() throws JsonProcessingException {
        assertThat(fields("{'hmac': {'enabled': true}, 'ip_whitelist': {'enabled': true}}"))
                .isEmpty();
    }

    private static List<String> fields(String config) throws JsonProcessingException {
        var checks = new FieldChecks();
        WebhookConfig.check(checks, json(config));
        try {
            checks.done();
            return List.of();
        } catch (AttuneException e) {
            return e.details().stream().map(AttuneException.Detail::field).toList();
        }
    }

    private static JsonNode json(String json) throws JsonProcessingException {
        return new JsonMapper().readTree(json.replace('\'', '"'));
    }
}
