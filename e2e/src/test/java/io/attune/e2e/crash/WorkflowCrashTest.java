package io.attune.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Workflows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workflows whose server is killed again and again end as they would have without: every step is there, none ran twice without being marked
 * as a retry (workflows.md §6.2), and what steps do outside is done once.
 */
class WorkflowCrashTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int WORKFLOWS = 46;
    private static final int KILLS = 5;

    /** Of a workflow with its nested one. */
    private static final int STEPS = 12;

    /** Steps of those that write that they ran. */
    private static final int EFFECTS = 9;

    /** A loop of three rounds, a fan-out, a nested workflow and a delay. A step whose worker is lost runs again. */
    private static final String MIXED = """
            {vars: {n: 0},
             tasks: [
               {name: 'loop', action: '$.append', input: {round: '{{ workflow.n }}'}, retry: {count: 20, delay: 0, on_worker_lost: true},
                next: [{when: '{{ succeeded() }}', publish: [{n: '{{ workflow.n + 1 }}'}]},
                       {when: '{{ succeeded() and workflow.n < 3 }}', do: ['loop']},
                       {when: '{{ succeeded() and workflow.n >= 3 }}', do: ['items', 'nested']}]},
               {name: 'items', action: '$.append', with_items: [1, 2, 3, 4, 5], concurrency: 2, input: {item: '{{ item }}'},
                retry: {count: 20, delay: 0, on_worker_lost: true}, next: [{do: ['last']}]},
               {name: 'nested', action: '$.inner', next: [{do: ['last']}]},
               {name: 'last', action: 'core.echo', join: 2, delay: 1, input: {message: 'end'}, retry: {count: 20, delay: 0, on_worker_lost: true}}],
             output_map: {n: '{{ workflow.n }}', items: '{{ task.items.total }}'}}
            """;

    private static final String INNER = """
            {tasks: [{name: 'one', action: '$.append', input: {step: 'one'}, retry: {count: 20, delay: 0, on_worker_lost: true},
                      next: [{when: '{{ succeeded() }}', do: ['two']}]},
                     {name: 'two', action: 'core.echo', input: {message: 'two'}, retry: {count: 20, delay: 0, on_worker_lost: true}}]}
            """;

    @TempDir
    Path directory;

    @Test
    void killedServersChangeNothingButTheTimeItTakes() throws IOException {
        long seed = System.nanoTime();
        System.out.println("seed of the crash test of workflows: " + seed);
        var random = new Random(seed);
        var effects = Files.createFile(directory.resolve("effects"));
        try (var platform = Platform.up()) {
            var first = new Fixture(platform.admin());
            first.shellAction("append", "echo \"$ATTUNE_EXEC_ID\" >> '" + effects + "'\n", null);
            var workflows = new Workflows(first);
            workflows.create("inner", INNER);
            var mixed = workflows.create("mixed", MIXED);
            List<Long> runs = new ArrayList<>();
            for (int i = 0; i < WORKFLOWS; i++) {
                runs.add(first.run(mixed, Json.object()).path("id").asLong());
            }
            var moments =
                    random.ints(KILLS, 0, WORKFLOWS * EFFECTS).sorted().boxed().toList();
            for (int moment : moments) {
                Poll.until(LIMIT, moment + " steps have run", () -> lines(effects), seen -> seen.size() >= moment);
                Poll.pause(Duration.ofMillis(random.nextInt(100)));
                platform.kill();
                platform.start();
            }

            var fixture = first.at(platform.admin());
            List<List<JsonNode>> attempts = new ArrayList<>();
            for (long run : runs) {
                var ended = fixture.ended(run, LIMIT);
                assertThat(Workflows.status(ended)).as(ended.toString()).isEqualTo("completed");
                assertThat(ended.path("result").path("n").asInt()).isEqualTo(3);
                assertThat(ended.path("result").path("items").asInt()).isEqualTo(5);
                var steps = steps(new Workflows(fixture), ended);
                assertThat(steps.keySet())
                        .containsExactlyInAnyOrder(
                                "loop 1 ",
                                "loop 2 ",
                                "loop 3 ",
                                "items 1 0",
                                "items 1 1",
                                "items 1 2",
                                "items 1 3",
                                "items 1 4",
                                "nested 1 ",
                                "last 1 ");
                var nested = new Workflows(fixture).child(ended, "nested");
                steps.putAll(steps(new Workflows(fixture), nested));
                attempts.addAll(steps.values());
            }
            assertThat(attempts).hasSize(WORKFLOWS * STEPS).allSatisfy(WorkflowCrashTest::onlyLostOnesWereRepeated);
            assertThat(lines(effects)).doesNotHaveDuplicates();
            var effective = attempts.stream()
                    .flatMap(List::stream)
                    .filter(attempt -> attempt.path("action_ref").asText().equals(first.ref("append")))
                    .toList();
            assertThat(lines(effects)).containsAll(ids(effective, "completed"));
            assertThat(ids(effective, "completed", "abandoned")).containsAll(lines(effects));
            assertThat(ids(effective, "completed")).hasSize(WORKFLOWS * EFFECTS);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> ids(List<JsonNode> executions, String... statuses) {
        return executions.stream()
                .filter(execution -> List.of(statuses).contains(Workflows.status(execution)))
                .map(execution -> execution.path("id").asText())
                .toList();
    }

    /** The attempts at each step, by task, round and item. */
    private static Map<String, List<JsonNode>> steps(Workflows workflows, JsonNode parent) {
        Map<String, List<JsonNode>> steps = new HashMap<>();
        for (var child : workflows.children(parent)) {
            var task = child.path("workflow_task");
            var key = "%s %d %s"
                    .formatted(
                            task.path("task_name").asText(),
                            task.path("iteration").asInt(),
                            task.path("task_index").asText(""));
            steps.computeIfAbsent(key, _ -> new ArrayList<>()).add(child);
        }
        return steps;
    }

    private static void onlyLostOnesWereRepeated(List<JsonNode> attempts) {
        assertThat(Workflows.status(attempts.getLast())).isEqualTo("completed");
        for (int i = 0; i < attempts.size(); i++) {
            assertThat(attempts.get(i).path("workflow_task").path("retry_count").asInt())
                    .isEqualTo(i);
            if (i < attempts.size() - 1) {
                assertThat(isLost(attempts.get(i)))
                        .as(attempts.get(i).toString())
                        .isTrue();
            }
        }
    }

    /** While it ran; or before it ever did, in three servers one after the other. */
    private static boolean isLost(JsonNode attempt) {
        return Workflows.status(attempt).equals("abandoned")
                || attempt.at("/result/error").asText().startsWith("Handed to a worker 3 times without being started");
    }
}
