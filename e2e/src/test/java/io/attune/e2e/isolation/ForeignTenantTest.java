package io.attune.e2e.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.harness.Api;
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
 * Every route that reads, as the administrator of another tenant: what is foreign answers exactly as what does not exist, and appears in
 * no list, under no filter, in no count (security.md §3.1, SEC-9). The same once more on a platform whose queries do not say whose rows
 * they want, where row-level security stands alone.
 */
class ForeignTenantTest {
    /** Not owned by tenants, or not JSON; the streams have tests of their own. */
    private static final Set<String> ELSEWHERE = Set.of(
            "/api/v1/executions/stream",
            "/api/v1/executions/{id}/logs/{stream}/stream",
            "/api/v1/inquiries/stream",
            "/api/v1/workers/{id}",
            "/api/v1/workers");

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
            if (!operation.isMissingNode() && template.startsWith("/api/v1/") && isOwned(template)) {
                tests.add(
                        template.contains("{")
                                ? dynamicTest(template, () -> foreignIsLikeAbsent(template, world, stranger))
                                : dynamicContainer(template, lists(template, operation, world, stranger)));
            }
        });
        assertThat(tests).hasSizeGreaterThan(30);
        return tests.stream();
    }

    private static boolean isOwned(String template) {
        return !ELSEWHERE.contains(template) && !template.startsWith("/api/v1/internal/");
    }

    private static void foreignIsLikeAbsent(String template, World world, Api stranger) {
        var foreign = path(template, world, World.Place::own);
        var absent = path(template, world, World.Place::absent);
        assertThat(world.api().get(foreign).status())
                .as("the owner sees " + foreign)
                .isIn(200, 403);

        var seen = stranger.get(foreign);
        var unseen = stranger.get(absent);

        assertThat(seen.status()).as(seen.toString()).isEqualTo(unseen.status());
        if (seen.status() == 200) {
            assertThat(seen.body()).isEqualTo(unseen.body()).doesNotContain(world.word());
        } else {
            assertThat(neutral(seen.body(), template, world, World.Place::own))
                    .isEqualTo(neutral(unseen.body(), template, world, World.Place::absent))
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
        for (var parameter : operation.path("parameters")) {
            if (parameter.path("in").asText().equals("query")) {
                var name = parameter.path("name").asText();
                tests.add(dynamicTest(name, () -> filterFindsNothing(template, name, world, stranger)));
            }
        }
        return tests.stream();
    }

    /** The list without what its reader did: the audit log names the paths that were asked for, and grows with each question. */
    private static JsonNode toldUnasked(String template, JsonNode list) {
        if (template.equals(AUDIT)) {
            var told = list.<ObjectNode>deepCopy();
            told.remove("pagination");
            told.path("items").forEach(item -> ((ObjectNode) item).remove("http_path"));
            return told;
        }
        return list;
    }

    private static void filterFindsNothing(String template, String parameter, World world, Api stranger) {
        var query = template + "?include_total=true&" + parameter + "=";
        var nothing = stranger.get(query + "nobody");
        for (var suffix : FILTERS) {
            var answer = stranger.get(query + world.word() + suffix);
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

    /** An error without the words that the request itself named. */
    private static String neutral(String body, String template, World world, Function<World.Place, String> side) {
        var text = body;
        var previous = "";
        for (var segment : template.substring(1).split("/", -1)) {
            if (segment.startsWith("{")) {
                text = text.replace(side.apply(world.after(previous, template)), "…");
            }
            previous = segment;
        }
        return text;
    }
}
