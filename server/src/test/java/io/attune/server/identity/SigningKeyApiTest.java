package io.attune.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.server.boot.ApiClient;
import io.attune.server.boot.TestPlatform;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** SEC-4: the key that signs tokens changes while everybody goes on. */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class SigningKeyApiTest extends ApiTest {
    @Test
    void aRotationLogsNobodyOut() {
        var member = operator.tenant();

        var rotated = operator.post("/api/v1/signing-keys/rotate", "").expect(200);

        var fresh = ApiClient.operator(base);
        assertThat(header(fresh.token())).contains(rotated.text("key_id"));
        assertThat(header(member.api().token()))
                .contains(rotated.data().path("previous").get(0).path("key_id").asText());
        assertThat(rotated.data().path("previous").get(0).path("good_until").isTextual())
                .isTrue();
        member.api().get("/auth/me").expect(200);
        fresh.get("/auth/me").expect(200);
        assertThat(rotated.json().toString()).doesNotContain("secret");
    }

    @Test
    void onlyOperatorsRotate() {
        operator.tenant().api().post("/api/v1/signing-keys/rotate", "").expect(403);
        anonymous.post("/api/v1/signing-keys/rotate", "").expect(401);
    }

    private static String header(String token) {
        return new String(
                Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.'))), StandardCharsets.UTF_8);
    }
}
