package io.attune.e2e.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * Every route that reads, and every route that changes what a path or a body names, as the administrator of another tenant: what is foreign
 * answers exactly as what does not exist, and appears in no list, under no filter, in no count (security.md §3.1, SEC-9). The same once more
 * on a platform whose queries do not say whose rows they want, where row-level security stands alone.
 */
class ForeignTenantTest {
    /** Not owned by tenants, or not JSON; the streams have tests of their own. */
    private static final Set<String> ELSEWHERE = Set.of(
            "/api/v1/executions/stream", "/api/v1/executions/{id}/logs/{stream}/stream", "/api/v1/inquiries/stream");

    private static final List<String> NOT_OF_TENANTS =
            List.of("/api/v1/internal/", "/api/v1/workers", "/api/v1/webhooks/", "/api/v1/gateway/");

    private static final List<String> CHANGES = List.of("post", "put", "patch", "delete");

    /** Parameters that say which part of a list is wanted, not what is in it. */
    private static final Set<String> PAGING =
            Set.of("page", "page_size", "per_page", "limit", "offset", "include_total");

    /** A number of nothing, for every filter that takes numbers. */
    private static final String NOTHING = "999999999";

    private static final String AUDIT = "/api/v1/audit-events";

    /** What may be asked for: everything of the other world begins with its word. */
    private static final List<String> FILTERS = List.of("", ".actions", ".rules", ".triggers", ".key", "-member");

    private static Platform withoutFilter;

    @AfterAll
    static void stop() {
        if (withoutFilter != null) {
            withoutFilter.close();
        }
    }

    @TestFactory
    Stream<DynamicNode> nothingForeignIsToBeSeen() {
        return walk(Platform.shared());
    }

    @TestFactory
    Stream<DynamicNode> nothingForeignIsToBeSeenByRowLevelSecurityAlone() {
        withoutFilter = Platform.up(Map.of("ATTUNE_JAVA_OPTS", "-Dattune.test.without-tenant-filter=true"));
        return walk(withoutFilter);
    }

    private Stream<DynamicNode> walk(Platform platform) {
        var world = new World(platform);
        var stranger = World.stranger(platform);
        var paths =
                platform.api().get("/api-spec/openapi.json").expect(200).json().path("paths");
        var tests = new ArrayList<DynamicNode>();
        paths.properties().forEach(path -> {
            var template = path.getKey();
            var operation = path.getValue().path("get");
            boolean owned = template.startsWith("/api/v1/") && isOwned(template);
            if (owned && !operation.isMissingNode()) {
                tests.add(
                        template.contains("{")
                                ? dynamicTest(template, () -> foreignIsLikeAbsent(template, operation, world, stranger))
                                : dynamicContainer(template, lists(template, operation, world, stranger)));
            }
            if (owned && template.contains("{")) {
                CHANGES.stream()
                        .filter(path.getValue()::has)
                        .forEach(method -> tests.add(dynamicTest(
                                method + " " + template,
                                () -> foreignIsChangedLikeAbsent(method, template, world, stranger))));
            }
        });
        assertThat(tests).hasSizeGreaterThan(80);
        tests.add(dynamicContainer("named in a body", namings(world, stranger)));
        return tests.stream();
    }

    private static boolean isOwned(String template) {
        return !ELSEWHERE.contains(template) && NOT_OF_TENANTS.stream().noneMatch(template::startsWith);
    }

    private static void foreignIsLikeAbsent(String template, JsonNode operation, World world, Api stranger) {
        var foreign = path(template, world, World.Place::own);
        var absent = path(template, world, World.Place::absent);
        assertThat(world.api().get(foreign).status())
                .as("the owner sees " + foreign)
                .isIn(200, 403);

        alike(template, world, stranger.get(foreign), stranger.get(absent));
        for (var name : filters(operation)) {
            for (var value : List.of("1", world.word() + ".triggers")) {
                var seen = stranger.get(foreign + "?" + name + "=" + value);
                var unseen = stranger.get(absent + "?" + name + "=" + value);
                // Of a value that has not the form of the parameter the answer tells what was wrong with it.
                if (unseen.status() == 400) {
                    assertThat(seen.status()).as(seen.toString()).isEqualTo(400);
                } else {
                    alike(template, world, seen, unseen);
                }
            }
        }
    }

    private static List<String> filters(JsonNode operation) {
        var names = new ArrayList<String>();
        for (var parameter : operation.path("parameters")) {
            var name = parameter.path("name").asText();
            if (parameter.path("in").asText().equals("query") && !PAGING.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    private static void foreignIsChangedLikeAbsent(String method, String template, World world, Api stranger) {
        var foreign = path(template, world, World.Place::own);
        var absent = path(template, world, World.Place::absent);
        for (var body : List.of(Json.object(), body(template))) {
            var changed = change(stranger, method, foreign, body);
            assertThat(changed.status()).as(changed.toString()).isGreaterThanOrEqualTo(400);
            alike(template, world, changed, change(stranger, method, absent, body));
        }
    }

    private static Api.Answer change(Api as, String method, String path, JsonNode body) {
        return switch (method) {
            case "post" -> as.post(path, body);
            case "put" -> as.put(path, body);
            case "patch" -> as.patch(path, body);
            case "delete" -> as.delete(path);
            default -> throw new AssertionError("no such change: " + method);
        };
    }

    /** What a change may be about, so that it is not refused for its form alone. */
    private static JsonNode body(String template) {
        return switch (template.substring(template.lastIndexOf('/') + 1)) {
            case "workflow-files", "file" ->
                Json.object(
                        "name",
                        "workflows",
                        "label",
                        "Mine",
                        "version",
                        "1.0.0",
                        "definition",
                        Json.object("tasks", Json.array(Json.object("name", "a", "action", "core.noop"))));
            case "respond" -> Json.object("response", true);
            case "roles" -> Json.object("role", "mine");
            default -> Json.object("label", "Mine", "name", "Mine", "status", "cancelled", "value", "mine");
        };
    }

    /**
     * A request that names something in its body.
     *
     * @param rest of the body
     */
    private record Naming(String path, String field, World.Place place, ObjectNode rest) {
        Api.Answer sent(Api as, String name) {
            var body = rest.deepCopy();
            if (Character.isDigit(name.charAt(0))) {
                body.put(field, Long.parseLong(name));
            } else {
                body.put(field, name);
            }
            return as.post(path, body);
        }

        String neutral(String body) {
            return body.replace(place.own(), "…").replace(place.absent(), "…");
        }
    }

    private static Stream<DynamicNode> namings(World world, Api stranger) {
        var assignments = "/api/v1/permissions/assignments";
        long myself = stranger.get("/auth/me").expect(200).data().path("id").asLong();
        return Stream.of(
                        new Naming(
                                assignments,
                                "identity_id",
                                world.named("identities"),
                                Json.object("permission_set_ref", "core.viewer")),
                        new Naming(
                                assignments,
                                "identity_login",
                                world.named("logins"),
                                Json.object("permission_set_ref", "core.viewer")),
                        new Naming(
                                assignments,
                                "permission_set_ref",
                                world.named("set refs"),
                                Json.object("identity_id", myself)),
                        new Naming(
                                "/api/v1/identities",
                                "tenant_ref",
                                world.named("tenants"),
                                Json.object("login", "newcomer")),
                        new Naming("/api/v1/executions/execute", "action_ref", world.named("actions"), Json.object()),
                        new Naming(
                                "/api/v1/inquiries",
                                "execution",
                                world.named("executions"),
                                Json.object("prompt", "Really?")),
                        new Naming("/api/v1/keys", "owner_identity", world.named("identities"), key("identity")),
                        new Naming("/api/v1/keys", "owner_pack_ref", world.named("packs"), key("pack")),
                        new Naming("/api/v1/keys", "owner_action_ref", world.named("actions"), key("action")),
                        new Naming("/api/v1/keys", "owner_sensor_ref", world.named("sensors"), key("sensor")))
                .map(naming -> dynamicTest(
                        naming.path() + " " + naming.field(), () -> foreignIsNamedLikeAbsent(naming, world, stranger)));
    }

    private static ObjectNode key(String ownerType) {
        return Json.object("ref", "mine", "name", "mine", "value", "mine", "owner_type", ownerType);
    }

    private static void foreignIsNamedLikeAbsent(Naming naming, World world, Api stranger) {
        var seen = naming.sent(stranger, naming.place().own());
        var unseen = naming.sent(stranger, naming.place().absent());
        assertThat(seen.status())
                .as("%s and %s", seen, unseen)
                .isGreaterThanOrEqualTo(400)
                .isEqualTo(unseen.status());
        assertThat(naming.neutral(seen.body()))
                .isEqualTo(naming.neutral(unseen.body()))
                .doesNotContain(world.word());
    }

    private static void alike(String template, World world, Api.Answer seen, Api.Answer unseen) {
        assertThat(seen.status()).as("%s and %s", seen, unseen).isEqualTo(unseen.status());
        if (seen.status() < 300) {
            assertThat(seen.body()).isEqualTo(unseen.body()).doesNotContain(world.word());
        } else {
            assertThat(neutral(seen.body(), template, world))
                    .isEqualTo(neutral(unseen.body(), template, world))
                    .doesNotContain(world.word());
        }
    }

    private static Stream<DynamicNode> lists(String template, JsonNode operation, World world, Api stranger) {
        var tests = new ArrayList<DynamicNode>();
        tests.add(dynamicTest(
                "plain",
                () -> assertThat(toldUnasked(
                                        template,
                                        stranger.get(template + "?include_total=true")
                                                .json())
                                .toString())
                        .doesNotContain(world.word())));
        filters(operation)
                .forEach(name ->
                        tests.add(dynamicTest(name, () -> filterFindsNothing(template, name, world, stranger))));
        return tests.stream();
    }

    /** The list without what its reader did: the audit log names the paths that were asked for or refused, and grows with each question. */
    private static JsonNode toldUnasked(String template, JsonNode list) {
        if (template.equals(AUDIT)) {
            var told = list.<ObjectNode>deepCopy();
            told.remove("pagination");
            for (var item : told.path("items")) {
                var entry = (ObjectNode) item;
                entry.remove("http_path");
                if (entry.path("event_type").asText().equals("rbac.denied")) {
                    entry.remove("resource_ref");
                }
            }
            return told;
        }
        return list;
    }

    private static void filterFindsNothing(String template, String parameter, World world, Api stranger) {
        var query = template + "?include_total=true&" + parameter + "=";
        boolean takesWords = stranger.get(query + "nobody").status() == 200;
        var nothing = stranger.get(query + (takesWords ? "nobody" : NOTHING));
        var values = takesWords
                ? FILTERS.stream().map(suffix -> world.word() + suffix).toList()
                : world.ids();
        for (var value : values) {
            var answer = stranger.get(query + value);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(nothing.status());
            var told = toldUnasked(template, answer.json());
            assertThat(told.path("pagination"))
                    .isEqualTo(toldUnasked(template, nothing.json()).path("pagination"));
            assertThat(told.path("items").toString()).doesNotContain(world.word());
        }
    }

    private static String path(String template, World world, Function<World.Place, String> side) {
        var path = new StringBuilder();
        var previous = "";
        for (var segment : template.substring(1).split("/", -1)) {
            path.append('/').append(segment.startsWith("{") ? side.apply(world.after(previous, template)) : segment);
            previous = segment;
        }
        return path.toString();
    }

    /** An error without the words that either of the two requests named. */
    private static String neutral(String body, String template, World world) {
        var text = body;
        var previous = "";
        for (var segment : template.substring(1).split("/", -1)) {
            if (segment.startsWith("{")) {
                var place = world.after(previous, template);
                text = text.replace(place.absent(), "…").replace(place.own(), "…");
            }
            previous = segment;
        }
        return text;
    }
}
