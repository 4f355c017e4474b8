package io.attune.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.server.boot.ApiClient;
import io.attune.server.boot.Platform;
import io.attune.server.boot.Role;
import io.attune.server.boot.TestPlatform;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** security.md §6: who makes up keys is stopped before the database is asked, and stops nobody else. */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class UnknownKeysTest {
    @Inject
    Platform platform;

    @TestHTTPResource("/")
    URI base;

    @Test
    void aFloodOfMadeUpKeysIsStopped() throws Exception {
        if (!platform.isReady()) {
            platform.start(EnumSet.of(Role.API, Role.ENGINE));
        }
        var stranger = ApiClient.anonymous(base);
        List<Future<Integer>> answers = new ArrayList<>();
        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 1_000; i++) {
                var path = "/api/v1/webhooks/wh_" + i;
                answers.add(senders.submit(() -> stranger.post(path, "{}").status()));
            }
        }

        assertThat(answers).extracting(Future::resultNow).contains(404, 429).containsOnly(404, 429);
        ApiClient.anonymous(base).post("/api/v1/webhooks/wh_other", "{}").expect(404);
    }
}
