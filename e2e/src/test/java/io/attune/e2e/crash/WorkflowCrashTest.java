package io.attune.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Workflows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Workflows whose server is killed again and again end as they would have without: every step is there, none ran twice without being marked
 * as a retry (workflows.md §6.2).
 */
class WorkflowCrashTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int WORKFLOWS = 40;
    private static final int ROUNDS = 4;

    /** A loop of three rounds, a fan-out, a nested workflow and a delay: 13 steps. A step whose worker is lost runs again. */
    private static final String MIXED = """
            {vars: {n: 0},
             tasks: [
               {name: 'loop', action: 'core.echo', input: {message: 'round {{ workflow.n }}'}, retry: {count: 20, delay: 0, on_worker_lost: true},
                next: [{when: '{{ succeeded() }}', publish: [{n: '{{ workflow.n + 1 }}'}]},
                       {when: '{{ succeeded() and workflow.n < 3 }}', do: ['loop']},
                       {when: '{{ succeeded() and workflow.n >= 3 }}', do: ['items', 'nested']}]},
               {name: 'items', action: 'core.echo', with_items: [1, 2, 3, 4, 5], concurrency: 2, input: {message: 'item {{ item }}'},
                retry: {count: 20, delay: 0, on_worker_lost: true}, next: [{do: ['last']}]},
               {name: 'nested', action: '$.inner', next: [{do: ['last']}]},
               {name: 'last', action: 'core.echo', join: 2, delay: 1, input: {message: 'end'}, retry: {count: 20, delay: 0, on_worker_lost: true}}],
             output_map: {n: '{{ workflow.n }}', items: '{{ task.items.total }}'}}
            """;

    private static final String INNER = """
            {tasks: [{name: 'one', action: 'core.echo', input: {message: 'one'}, retry: {count: 20, delay: 0, on_worker_lost: true},
                      next: [{when: '{{ succeeded() }}', do: ['two']}]},
                     {name: 'two', action: 'core.echo', input: {message: 'two'}, retry: {count: 20, delay: 0, on_worker_lost: true}}]}
            """;

    @Test
    void killedServersChangeNothingButTheTimeItTakes() {
        long seed = System.nanoTime();
        System.out.println("seed of the crash test of workflows: " + seed);
        var random = new Random(seed);
        try (var platform = Platform.up()) {
            var first = new Fixture(platform.admin());
            var workflows = new Workflows(first);
            workflows.create("inner", INNER);
            var mixed = workflows.create("mixed", MIXED);
            List<Long> runs = new ArrayList<>();
            for (int i = 0; i < WORKFLOWS; i++) {
                runs.add(first.run(mixed, Json.object()).path("id").asLong());
            }
            for (int round = 0; round < ROUNDS; round++) {
                Poll.pause(Duration.ofMillis(100 + random.nextInt(900)));
                platform.kill();
                platform.start();
            }

            var fixture = first.at(platform.admin());
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
                assertThat(steps.values()).allSatisfy(WorkflowCrashTest::onlyLostOnesWereRepeated);
            }
        }
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
                assertThat(Workflows.status(attempts.get(i))).isEqualTo("abandoned");
            }
        }
    }
}
