package io.attune.server.execution;

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
import org.junit.jupiter.api.Test;

/** {@code GET /executions/{id}/timeline} (ui.md §6.2). */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class TimelineApiTest {
    @Inject
    Platform platform;

    @TestHTTPResource("/")
    URI base;

    /** Its inquiry is stored before it starts, since the run names it. */
    @Test
    void aRunThatOnlyAsksStartsBeforeItAsks() {
        if (!platform.isReady()) {
            platform.start(EnumSet.of(Role.API, Role.ENGINE));
        }
        var admin = ApiClient.operator(base);
        long execution = admin.post(
                        "/api/v1/executions/execute", "{'action_ref': 'core.ask', 'parameters': {'prompt': 'Really?'}}")
                .expect(201)
                .id();

        List<String> kinds = new ArrayList<>();
        admin.get("/api/v1/executions/" + execution + "/timeline")
                .expect(200)
                .json()
                .path("items")
                .forEach(entry -> kinds.add(entry.path("kind").asText()));

        assertThat(kinds).containsExactly("requested", "started", "asked");
    }
}
