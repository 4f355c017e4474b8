package io.attune.e2e.t3;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Team;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** T3.11 System and user packs. */
class SystemAndUserPacksTest {
    private final Team u = Team.shared();
    private final Team v = Team.shared();
    private final Fixture ofU = new Fixture(u.api());
    private final Fixture ofV = new Fixture(v.api());

    @Test
    void everybodyReadsTheSystemPack() {
        var registered = u.api()
                .anonymous()
                .fromElsewhere()
                .post(
                        "/auth/register",
                        Json.object("login", "fresh-" + UUID.randomUUID(), "password", "long-enough-secret"))
                .expect(200)
                .data();
        for (var api :
                List.of(u.api(), u.api().as(registered.path("access_token").asText()))) {
            assertThat(packs(api)).contains("core");
            assertThat(api.get("/api/v1/packs/core")
                            .expect(200)
                            .data()
                            .path("ref")
                            .asText())
                    .isEqualTo("core");
        }
    }

    @Test
    void packsOfOthersAreNotThere() {
        assertThat(packs(u.api())).contains(ofU.pack()).doesNotContain(ofV.pack());
        assertThat(packs(v.api())).contains(ofV.pack()).doesNotContain(ofU.pack());
        assertThat(custom(u.api())).doesNotContainAnyElementsOf(custom(v.api()));
        v.api().get("/api/v1/packs/" + ofU.pack()).expect(404);
        assertThat(v.api().delete("/api/v1/packs/" + ofU.pack()).status()).isIn(403, 404);
        assertThat(v.api()
                        .put("/api/v1/packs/" + ofU.pack(), Json.object("label", "Mine"))
                        .status())
                .isIn(403, 404);
        u.api().get("/api/v1/packs/" + ofU.pack()).expect(200);
    }

    @Test
    void bothRunTheActionsOfTheSystemPackEachForItself() {
        long mine = ofU.run("core.echo", Json.object("message", "u")).path("id").asLong();
        long theirs =
                ofV.run("core.echo", Json.object("message", "v")).path("id").asLong();

        var ended = ofU.ended(mine, Duration.ofSeconds(30));
        assertThat(ended.path("status").asText()).isEqualTo("completed");
        assertThat(ofV.ended(theirs, Duration.ofSeconds(30)).path("status").asText())
                .isEqualTo("completed");
        assertThat(executions(u.api())).contains(mine).doesNotContain(theirs);
        assertThat(executions(v.api())).contains(theirs).doesNotContain(mine);
        u.api().get("/api/v1/executions/" + theirs).expect(404);
    }

    @Test
    void theSystemPackIsMarkedAndForOperatorsOnly() {
        var core = u.api().get("/api/v1/packs/core").expect(200).data();
        assertThat(core.path("is_standard").asBoolean()).isTrue();
        assertThat(core.path("system").asBoolean()).isTrue();
        assertThat(core.path("tenant_id").isNull()).isTrue();

        u.api().delete("/api/v1/packs/core").expect(403);
        u.api().put("/api/v1/packs/core", Json.object("label", "Mine")).expect(403);
        u.api().put("/api/v1/actions/core.echo", Json.object("label", "Mine")).expect(403);
        u.api().delete("/api/v1/actions/core.echo").expect(403);
        u.api()
                .post(
                        "/api/v1/packs",
                        Json.object(
                                "ref",
                                "sys" + UUID.randomUUID().toString().substring(0, 8),
                                "label",
                                "S",
                                "version",
                                "1.0.0",
                                "is_standard",
                                true))
                .expect(403);
    }

    private static List<String> packs(Api api) {
        var refs = new ArrayList<String>();
        api.get("/api/v1/packs?page_size=100")
                .expect(200)
                .items()
                .forEach(pack -> refs.add(pack.path("ref").asText()));
        return refs;
    }

    private static List<String> custom(Api api) {
        var refs = new ArrayList<String>();
        for (var pack : api.get("/api/v1/packs?page_size=100").expect(200).items()) {
            if (!pack.path("is_standard").asBoolean()) {
                refs.add(pack.path("ref").asText());
            }
        }
        assertThat(refs).isNotEmpty();
        return refs;
    }

    private static List<Long> executions(Api api) {
        var ids = new ArrayList<Long>();
        api.get("/api/v1/executions?per_page=100")
                .expect(200)
                .items()
                .forEach(execution -> ids.add(execution.path("id").asLong()));
        return ids;
    }
}
