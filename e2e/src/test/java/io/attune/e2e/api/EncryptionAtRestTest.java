package io.attune.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** X6 Encryption at rest, looked at from where a thief would stand: in the files of the data directory. */
class EncryptionAtRestTest {
    private static final String SECRET = "plaintext-that-no-file-holds";
    private static final String OPEN = "open-value-that-no-file-holds";

    @Test
    void noFileHoldsAValueAndTheMasterKeyCanBeChanged() throws IOException {
        try (var platform = Platform.up()) {
            var admin = platform.admin();
            make(admin, "sealed-at-rest", SECRET, true);
            make(admin, "open-at-rest", OPEN, false);
            var webhook = webhook(admin);
            var master = master(admin);
            admin.post("/api/v1/encryption/rotate-master", Json.object()).expect(200);

            assertThat(master(admin))
                    .as("the key of before is no longer the current one")
                    .isNotEqualTo(master);
            assertThat(value(admin, "sealed-at-rest")).isEqualTo(SECRET);
            platform.stop();

            var database = platform.data().resolve("postgres");
            assertThat(filesWith(database, "sealed-at-rest"))
                    .as("the search finds what is there")
                    .isNotEmpty();
            for (var value : List.of(SECRET, OPEN, webhook)) {
                assertThat(filesWith(platform.data(), value)).isEmpty();
                assertThat(filesWith(platform.data(), base64(value))).isEmpty();
            }
            try (var secrets = Files.list(platform.data().resolve("secrets"))) {
                for (var file : secrets.toList()) {
                    assertThat(filesWith(database, Files.readString(file).strip()))
                            .as("the database does not hold what is in " + file.getFileName())
                            .isEmpty();
                }
            }

            platform.start();
            assertThat(value(platform.admin(), "sealed-at-rest")).isEqualTo(SECRET);
            assertThat(value(platform.admin(), "open-at-rest")).isEqualTo(OPEN);
            assertThat(webhook(platform.admin())).as("shown again").isEqualTo(webhook);
            platform.admin()
                    .anonymous()
                    .post("/api/v1/webhooks/" + webhook, Json.object("a", 1))
                    .expect(200);
        }
    }

    private static void make(Api api, String ref, String value, boolean encrypted) {
        api.post(
                        "/api/v1/keys",
                        Json.object(
                                "ref",
                                ref,
                                "name",
                                ref,
                                "owner_type",
                                "system",
                                "value",
                                value,
                                "encrypted",
                                encrypted))
                .expect(201);
    }

    /** The key of the webhook of {@code core.alert}, opened if it is not. */
    private static String webhook(Api api) {
        return api.post("/api/v1/triggers/core.alert/webhooks/enable", Json.object())
                .expect(200)
                .data()
                .path("webhook_key")
                .asText();
    }

    private static String value(Api api, String ref) {
        return api.get("/api/v1/keys/" + ref).expect(200).data().path("value").asText();
    }

    private static String master(Api api) {
        return api.get("/api/v1/encryption")
                .expect(200)
                .data()
                .path("current_master")
                .asText();
    }

    private static String base64(String value) {
        return Base64.getEncoder()
                .encodeToString(value.getBytes(StandardCharsets.UTF_8))
                .replace("=", "");
    }

    private static List<Path> filesWith(Path directory, String text) throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> content(file).contains(text))
                    .toList();
        }
    }

    /** Byte for byte, so that any file can be searched. */
    private static String content(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError("cannot read " + file, e);
        }
    }
}
