package io.attune.server.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code GET /executions/{id}/history} (api-ops.md §2). */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class HistoryApiTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Inject
    Platform platform;

    @TestHTTPResource("/")
    URI base;

    private ApiClient admin;
    private String action = "";
    private long execution;

    /** An execution that waits, since nobody here runs any, and is cancelled. */
    @BeforeEach
    void cancelAnExecution() {
        if (!platform.isReady()) {
            platform.start(EnumSet.of(Role.API, Role.ENGINE));
        }
        admin = ApiClient.operator(base);
        var pack = "history" + NUMBER.incrementAndGet();
        action = pack + ".act";
        admin.post("/api/v1/packs", "{'ref': '" + pack + "', 'label': 'Pack', 'version': '1.0.0'}")
                .expect(201);
        admin.post(
                        "/api/v1/actions",
                        "{'ref': '" + action + "', 'pack_ref': '" + pack
                                + "', 'label': 'Act', 'entrypoint': 'true', 'runtime_ref': 'core.shell'}")
                .expect(201);
        execution = admin.post("/api/v1/executions/execute", "{'action_ref': '" + action + "', 'parameters': {}}")
                .expect(201)
                .id();
        admin.post("/api/v1/executions/" + execution + "/cancel", "{}").expect(200);
    }

    private ApiClient.Answer history(String query) {
        return admin.get("/api/v1/executions/" + execution + "/history" + query);
    }

    private List<String> operations(String query) {
        List<String> operations = new ArrayList<>();
        history(query)
                .expect(200)
                .json()
                .path("items")
                .forEach(item -> operations.add(item.path("operation").asText()));
        return operations;
    }

    @Test
    void changesAreToldTheNewestFirst() {
        var answer = history("").expect(200).json();

        JsonNode ended = answer.path("items").path(0);
        assertThat(ended.path("operation").asText()).isEqualTo("UPDATE");
        assertThat(ended.path("entity_id").asLong()).isEqualTo(execution);
        assertThat(ended.path("entity_ref").asText()).isEqualTo(action);
        assertThat(ended.path("changed_fields").path(0).asText()).isEqualTo("status");
        assertThat(ended.path("old_values").path("status").asText()).isEqualTo("requested");
        assertThat(ended.path("new_values").path("status").asText()).isEqualTo("cancelled");
        assertThat(ended.path("new_values").path("result").path("digest").asText())
                .startsWith("md5:");
        JsonNode created = answer.path("items").path(1);
        assertThat(created.path("operation").asText()).isEqualTo("INSERT");
        assertThat(created.path("changed_fields").isEmpty()).isTrue();
        assertThat(created.path("old_values").isNull()).isTrue();
        assertThat(answer.path("pagination").path("total_items").asInt()).isEqualTo(2);
    }

    @Test
    void itCanBeNarrowedAndPaged() {
        assertThat(operations("?operation=INSERT")).containsExactly("INSERT");
        assertThat(operations("?operation=DELETE")).isEmpty();
        assertThat(operations("?changed_field=result")).containsExactly("UPDATE");
        assertThat(operations("?changed_field=worker")).isEmpty();
        assertThat(operations("?entity_ref=" + action)).hasSize(2);
        assertThat(operations("?entity_ref=other.thing")).isEmpty();
        assertThat(operations("?since=2020-01-01T00:00:00Z")).hasSize(2);
        assertThat(operations("?until=2020-01-01T00:00:00Z")).isEmpty();
        assertThat(operations("?entity_id=1")).as("the path says which").hasSize(2);
        assertThat(operations("?page=2&page_size=1")).containsExactly("INSERT");
        assertThat(operations("?page=3&page_size=1")).isEmpty();
    }

    @Test
    void whatMakesNoSenseIsRefusedByName() {
        assertThat(history("?operation=insert").expect(400).error()).contains("operation");
        assertThat(history("?since=yesterday").expect(400).error()).contains("since");
        assertThat(history("?until=now").expect(400).error()).contains("until");
        assertThat(history("?page=-1").status()).isEqualTo(400);
    }

    @Test
    void onlyWhoMayReadTheExecutionIsTold() {
        var path = "/api/v1/executions/" + execution + "/history";

        assertThat(ApiClient.anonymous(base).get(path).status()).isEqualTo(401);
        var stranger = admin.tenant().api();
        assertThat(stranger.get(path).status()).isEqualTo(404);
        assertThat(stranger.get("/api/v1/executions/999999999/history").status())
                .isEqualTo(404);
        assertThat(admin.get("/api/v1/executions/x/history").status()).isEqualTo(400);
    }
}
