package io.attune.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.PackArchive;
import io.attune.e2e.harness.Policies;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Team;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whose policies are whose, who may change them, and those that come with packs (api.md §7, packs.md §3.9). */
class PolicyAccessTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final JsonNode SHORT = Json.object("seconds", 1);
    private static final String PACK_FILE = """
            ref: $pack
            name: Limited
            version: 1.0.0
            """;
    private static final String ACTION = """
            ref: $pack.work
            label: Work
            runner_type: shell
            entry_point: work.sh
            """;
    private static final String READER = """
            ref: $pack.reader
            label: Reads the actions of this pack
            grants:
              - resource: actions
                actions: [read]
                constraints:
                  pack_refs: [$pack]
            """;

    private final Team team = Team.shared();
    private final String pack =
            "p" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);

    private PackArchive archive(String policy) {
        return new PackArchive()
                .file("pack.yaml", PACK_FILE.replace("$pack", pack))
                .file("actions/work.yaml", ACTION.replace("$pack", pack))
                .file("actions/work.sh", "echo done\n")
                .file("permission_sets/reader.yaml", READER.replace("$pack", pack))
                .file("policies/limit.yaml", policy);
    }

    private void upload(PackArchive archive) {
        team.api()
                .upload("/api/v1/packs/upload", "pack.tar.gz", archive.bytes(), Map.of("force", "true"))
                .expect(201);
    }

    private static List<String> refs(Api.Answer list) {
        List<String> refs = new ArrayList<>();
        list.items().forEach(policy -> refs.add(policy.path("ref").asText()));
        return refs;
    }

    private Api.Answer create(Api api, String ref, Object... scope) {
        var request = Json.object("ref", ref, "name", "Policy", "threshold", 1);
        request.setAll(Json.object(scope));
        return api.post("/api/v1/policies", request);
    }

    @Test
    void policiesOfFilesComeChangeAndGoWithTheirPack() {
        var ref = pack + ".limit";
        upload(archive("ref: limit\naction_ref: work\nthreshold: 1\nqueue_limit: 5\n"));
        var policy = team.api().get("/api/v1/policies/" + ref).expect(200).data();
        assertThat(policy.path("action_ref").asText()).isEqualTo(pack + ".work");
        assertThat(policy.path("pack_ref").asText()).isEqualTo(pack);
        assertThat(policy.path("threshold").asInt()).isEqualTo(1);
        assertThat(policy.path("queue_limit").asInt()).isEqualTo(5);
        assertThat(policy.path("is_adhoc").asBoolean(true)).isFalse();
        team.api().put("/api/v1/policies/" + ref, Json.object("pack_ref", pack)).expect(422);

        upload(archive("ref: limit\nthreshold: 4\nmethod: cancel\n"));
        var changed = team.api().get("/api/v1/policies/" + ref).expect(200).data();
        assertThat(changed.path("id")).isEqualTo(policy.path("id"));
        assertThat(changed.path("threshold").asInt()).isEqualTo(4);
        assertThat(changed.path("action_ref").isNull()).isTrue();
        assertThat(changed.path("method").asText()).isEqualTo("cancel");

        upload(archive("ref: limit\nthreshold: 4\n").without("policies/limit.yaml"));
        team.api().get("/api/v1/policies/" + ref).expect(404);
    }

    @Test
    void aPolicyIsReadAndChangedByThoseWhoMayReadAndUpdateWhatItLimits() {
        upload(archive("ref: limit\nthreshold: 4\n"));
        create(team.api(), "other.everything").expect(201);
        create(team.api(), "other.noop", "action_ref", "core.noop").expect(201);
        var reader = team.member("reader", pack + ".reader").api();

        assertThat(refs(reader.get("/api/v1/policies").expect(200))).containsExactly(pack + ".limit");
        reader.get("/api/v1/policies/" + pack + ".limit").expect(200);
        reader.get("/api/v1/policies/other.everything").expect(404);
        reader.get("/api/v1/policies/other.noop").expect(404);
        create(reader, "other.mine", "pack_ref", pack).expect(403);
        reader.put("/api/v1/policies/" + pack + ".limit", Json.object("threshold", 2))
                .expect(403);
        reader.delete("/api/v1/policies/" + pack + ".limit").expect(403);
        create(team.api(), "other.noop").expect(409);
        create(team.api(), "other.lost", "action_ref", pack + ".nothing").expect(404);
        assertThat(refs(team.api().get("/api/v1/policies?action_ref=core.noop").expect(200)))
                .containsExactly("other.noop");
        assertThat(team.api()
                        .get("/api/v1/audit-events?event_type=definition.policy.changed&resource_ref=other.noop")
                        .expect(200)
                        .items())
                .hasSize(1);
    }

    /** A run that lasts until it is cancelled. */
    private static long started(Fixture fixture) {
        long id = fixture.run("core.sleep", Json.object("seconds", 600))
                .path("id")
                .asLong();
        Poll.until(
                LIMIT,
                "run " + id + " runs",
                () -> fixture.execution(id).path("status").asText(),
                "running"::equals);
        return id;
    }

    private void cancel(long execution) {
        team.api()
                .post("/api/v1/executions/" + execution + "/cancel", Json.object())
                .expect(200);
    }

    @Test
    void aPolicyLimitsTheRunsOfItsOwnTenantOnly() {
        var strangers = Team.shared();
        create(team.api(), "ours.sleep", "action_ref", "core.sleep").expect(201);
        strangers.api().get("/api/v1/policies/ours.sleep").expect(404);
        strangers
                .api()
                .put("/api/v1/policies/ours.sleep", Json.object("threshold", 9))
                .expect(404);
        strangers.api().delete("/api/v1/policies/ours.sleep").expect(404);
        assertThat(refs(strangers.api().get("/api/v1/policies").expect(200))).isEmpty();
        create(strangers.api(), "ours.sleep", "action_ref", "core.sleep")
                .expect(201)
                .data();
        strangers.api().delete("/api/v1/policies/ours.sleep").expect(200);

        var ours = new Fixture(team.api());
        var theirs = new Fixture(strangers.api());
        long first = started(ours);
        long waiting = ours.run("core.sleep", SHORT).path("id").asLong();
        long free = theirs.run("core.sleep", SHORT).path("id").asLong();
        long alsoFree = theirs.run("core.sleep", SHORT).path("id").asLong();

        assertThat(Policies.waits(ours.execution(waiting))).isTrue();
        assertThat(Policies.waits(theirs.execution(free))).isFalse();
        assertThat(Policies.waits(theirs.execution(alsoFree))).isFalse();
        strangers.api().get("/api/v1/executions/" + waiting).expect(404);
        cancel(first);
        Policies.assertFirstComeFirstServed(List.of(ours.ended(first, LIMIT), ours.ended(waiting, LIMIT)), 1);
        theirs.ended(free, LIMIT);
        theirs.ended(alsoFree, LIMIT);
    }

    @Test
    void runsOfDifferentExecutorsNeedNotCountTogether() {
        var member = team.member("colleague", "core.admin");
        team.api()
                .post(
                        "/api/v1/policies",
                        Json.object(
                                "ref",
                                "ours.each",
                                "name",
                                "Each",
                                "action_ref",
                                "core.sleep",
                                "threshold",
                                1,
                                "per_identity",
                                true))
                .expect(201);
        var mine = new Fixture(team.api());
        long first = started(mine);
        long waiting = mine.run("core.sleep", SHORT).path("id").asLong();
        long other = mine.at(member.api()).run("core.sleep", SHORT).path("id").asLong();

        var waits = mine.execution(waiting);
        assertThat(waits.path("admission").path("group"))
                .isEqualTo(Json.object("identity", (int) team.admin().id()));
        assertThat(Policies.waits(mine.execution(other))).isFalse();
        cancel(first);
        mine.ended(first, LIMIT);
        mine.ended(waiting, LIMIT);
        mine.ended(other, LIMIT);
    }

    @Test
    void aSecretDoesNotTellRunsApart() {
        var fixture = new Fixture(team.api());
        var action = fixture.shellAction(
                "login", "sleep 0\n", Json.object("token", Json.object("type", "string", "secret", true)));

        var refused = team.api()
                .post(
                        "/api/v1/policies",
                        Json.object(
                                "ref",
                                "ours.token",
                                "name",
                                "Token",
                                "action_ref",
                                action,
                                "threshold",
                                1,
                                "parameters",
                                Json.array("token")))
                .expect(422);
        assertThat(refused.body()).contains("parameters", "secret");
    }
}
