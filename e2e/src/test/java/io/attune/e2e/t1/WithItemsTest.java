package io.attune.e2e.t1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Workflows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** T1.5 Array iteration; part f, which needs no workflow, is in {@code SeveralRulesTest}. */
class WithItemsTest {
    private final Fixture fixture = Fixture.shared();
    private final Workflows workflows = new Workflows(fixture);

    private String overItems() {
        fixture.shellAction("each", "cat\n", null);
        return workflows.create("items", """
                {tasks: [{name: 'each', action: '$.each', with_items: '{{ parameters.items }}', input: {message: '{{ item }}'}}]}
                """);
    }

    private static JsonNode items(Object... items) {
        return Json.object("items", Json.array(items));
    }

    @Test
    void everyItemHasAChildAndTheWorkflowEndsAfterThem(@TempDir Path directory) throws IOException {
        var gate = directory.resolve("open");
        fixture.shellAction("slow", "while [ ! -e \"$file\" ]; do sleep 0.05; done\n", null);
        var ref = workflows.create("slow_items", """
                {tasks: [{name: 'each', action: '$.slow', with_items: '{{ parameters.items }}', concurrency: 3,
                    input: {message: '{{ item }}', file: '{{ parameters.file }}'}}]}
                """);

        var started = fixture.run(
                ref, Json.object("items", Json.array("apple", "banana", "cherry"), "file", gate.toString()));
        var running = Poll.until(
                Duration.ofSeconds(10),
                "the workflow runs",
                () -> fixture.execution(started.path("id").asLong()),
                execution -> !Workflows.status(execution).equals("requested"));

        assertThat(Workflows.status(running)).isEqualTo("running");
        Files.createFile(gate);
        var ended = fixture.ended(started.path("id").asLong(), Duration.ofSeconds(20));
        assertThat(Workflows.status(ended)).isEqualTo("completed");
        var children = workflows.children(ended);
        assertThat(children)
                .extracting(child -> child.path("config").path("message").asText())
                .containsExactly("apple", "banana", "cherry");
        assertThat(children)
                .extracting(
                        child -> child.path("workflow_task").path("task_index").asInt())
                .containsExactly(0, 1, 2);
        assertThat(children).allSatisfy(child -> {
            assertThat(child.path("parent").asLong()).isEqualTo(ended.path("id").asLong());
            assertThat(Workflows.end(child))
                    .isBeforeOrEqualTo(
                            java.time.Instant.parse(ended.path("updated").asText()));
        });
    }

    @Test
    void anEmptyListHasNoChildren() {
        var ended = workflows.run(overItems(), items());

        assertThat(Workflows.status(ended)).isEqualTo("completed");
        assertThat(workflows.children(ended)).isEmpty();
    }

    @Test
    void oneElementHasOneChildAndTenHaveTen() {
        var ref = overItems();

        var one = workflows.run(ref, items("only"));
        assertThat(Workflows.status(one)).isEqualTo("completed");
        assertThat(workflows.children(one)).extracting(Workflows::status).containsExactly("completed");
        var ten = workflows.run(ref, items(IntStream.range(0, 10).boxed().toArray()));
        assertThat(Workflows.status(ten)).isEqualTo("completed");
        assertThat(workflows.children(ten))
                .hasSize(10)
                .allMatch(child -> Workflows.status(child).equals("completed"));
    }

    @Test
    void elementsKeepTheirTypes() {
        var elements = List.of(
                Json.value("text"),
                Json.value("123"),
                Json.value(4.5),
                Json.value(true),
                Json.value("{\"json\":\"text\"}"),
                Json.object("nested", Json.array(1, "two")));

        var ended = workflows.run(overItems(), items(elements.toArray()));

        assertThat(Workflows.status(ended)).isEqualTo("completed");
        assertThat(workflows.children(ended))
                .extracting(child -> child.path("config").path("message"))
                .containsExactlyElementsOf(elements);
        assertThat(workflows.children(ended))
                .extracting(child -> child.path("result").path("data").path("message"))
                .containsExactlyElementsOf(elements);
    }
}
