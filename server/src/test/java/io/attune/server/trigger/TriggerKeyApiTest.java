package io.attune.server.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.server.boot.ApiClient;
import io.attune.server.boot.Platform;
import io.attune.server.boot.Role;
import io.attune.server.boot.TestPlatform;
import io.attune.store.Transactions;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.EnumSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A webhook key that cannot be decrypted any more takes nothing else with it (SEC-10). */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class TriggerKeyApiTest {
    private static final String HOOK = "/api/v1/triggers/lostkey.hook";

    @Inject
    Platform platform;

    @Inject
    Transactions transactions;

    @TestHTTPResource("/")
    URI base;

    @BeforeEach
    void start() {
        if (!platform.isReady()) {
            platform.start(EnumSet.of(Role.API, Role.ENGINE));
        }
    }

    @Test
    void aTriggerIsShownWithoutTheKeyThatDoesNotOpenAndGetsANewOne() {
        var admin = ApiClient.operator(base);
        admin.post("/api/v1/packs", "{'ref': 'lostkey', 'label': 'Pack', 'version': '1.0.0'}")
                .expect(201);
        for (var name : new String[] {"hook", "other"}) {
            admin.post("/api/v1/triggers", "{'ref': 'lostkey." + name + "', 'pack_ref': 'lostkey', 'label': 'Hook'}")
                    .expect(201);
            admin.post("/api/v1/triggers/lostkey." + name + "/webhooks/enable", "")
                    .expect(200);
        }
        transactions.engineTask(tx -> tx.sql().execute("""
                update trigger
                set webhook_key_sealed = other.webhook_key_sealed
                from trigger as other
                where trigger.ref = 'lostkey.hook' and other.ref = 'lostkey.other'
                """));

        var shown = admin.get(HOOK).expect(200).data();

        assertThat(shown.path("webhook_enabled").asBoolean()).isTrue();
        assertThat(shown.has("webhook_key")).isFalse();
        assertThat(shown.path("webhook_key_error").asText()).contains("webhooks/regenerate");
        var renewed = admin.post(HOOK + "/webhooks/regenerate", "").expect(200).data();
        assertThat(renewed.path("webhook_key").asText()).startsWith("wh_");
        assertThat(renewed.has("webhook_key_error")).isFalse();
    }
}
