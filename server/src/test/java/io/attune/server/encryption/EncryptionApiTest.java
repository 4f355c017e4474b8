package io.attune.server.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.server.boot.Platform;
import io.attune.server.boot.Role;
import io.attune.server.boot.TestPlatform;
import io.attune.store.TestDatabase;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The routes of operators around the keys of stored values. */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class EncryptionApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROTATE = "/api/v1/encryption/rotate-master";

    @Inject
    Platform platform;

    @TestHTTPResource("/")
    URI base;

    @BeforeEach
    void start() {
        if (!platform.isReady()) {
            platform.start(EnumSet.of(Role.API, Role.ENGINE));
        }
    }

    @Test
    void aRotationMakesANewMasterKeyAndSaysSo() {
        String token = login(TestPlatform.LOGIN, TestPlatform.PASSWORD);
        var before = data(send("GET", "/api/v1/encryption", token, ""));

        var rotated = data(send("POST", ROTATE, token, ""));

        assertThat(rotated.path("current_master").asText())
                .hasSize(8)
                .isNotEqualTo(before.path("current_master").asText());
        assertThat(rotated.path("rewrapped").asInt())
                .isEqualTo(before.path("data_keys").asInt());
        assertThat(rotated.path("re_encrypting").asBoolean()).isFalse();
        var after = data(send("GET", "/api/v1/encryption", token, ""));
        assertThat(after.path("current_master")).isEqualTo(rotated.path("current_master"));
        assertThat(after.path("known_masters"))
                .as("the old one is forgotten: nothing needs it")
                .containsExactly(rotated.path("current_master"));
        var entries = data(send("POST", ROTATE, token, "{\"rotate_data_keys\": true}"));
        assertThat(entries.path("re_encrypting").asBoolean()).isTrue();
        awaitNothingOutdated(token);
        assertThat(body(send("GET", "/health/detailed", "", "")).path("status").asText())
                .isEqualTo("ok");
    }

    /** Other tests have left values in the database, which the sweep now seals anew. */
    private void awaitNothingOutdated(String token) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (data(send("GET", "/api/v1/encryption", token, ""))
                        .path("outdated_values")
                        .asInt()
                > 0) {
            assertThat(System.nanoTime()).as("sealed anew in time").isLessThan(end);
        }
    }

    @Test
    void onlyOperatorsSeeAndRotateKeys() {
        var registered = send("POST", "/auth/register", "", "{\"login\":\"mallory\",\"password\":\"some password\"}");
        String token = data(registered).path("access_token").asText();

        assertThat(send("GET", "/api/v1/encryption", token, "").statusCode()).isEqualTo(403);
        assertThat(send("POST", ROTATE, token, "").statusCode()).isEqualTo(403);
        assertThat(send("POST", ROTATE, "", "").statusCode()).isEqualTo(401);
        assertThat(send("GET", "/api/v1/encryption", "", "").statusCode()).isEqualTo(401);
    }

    @Test
    void aBodyOfTheWrongTypeIsRefused() {
        String token = login(TestPlatform.LOGIN, TestPlatform.PASSWORD);

        assertThat(send("POST", ROTATE, token, "{\"rotate_data_keys\": \"yes\"}")
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void everyColumnOfSealedValuesIsWalkedThrough() {
        try (var database = TestDatabase.open()) {
            var tables =
                    database.transactions().engine(tx -> tx.sql().fetch("""
                            select table_name
                            from information_schema.columns
                            where table_schema = 'public' and column_name like 'sealed%' and data_type = 'text'
                            order by table_name""").getValues(0, String.class));
            assertThat(ReEncryption.COLUMNS)
                    .extracting(column -> column.table())
                    .containsAll(tables);
        }
    }

    private String login(String login, String password) {
        return data(send("POST", "/auth/login", "", "{\"login\":\"" + login + "\",\"password\":\"" + password + "\"}"))
                .path("access_token")
                .asText();
    }

    private HttpResponse<String> send(String method, String path, String token, String body) {
        return TestPlatform.send(base, method, path, token, body);
    }

    private static JsonNode data(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
        return body(answer).path("data");
    }

    private static JsonNode body(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + answer.body(), e);
        }
    }
}
