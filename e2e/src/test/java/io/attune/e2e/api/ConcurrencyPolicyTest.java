package io.attune.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Policies;
import io.attune.e2e.harness.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** X12: how many runs at once (runtime.md §2.2, FIX-5). */
class ConcurrencyPolicyTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Says when it starts and ends, and runs until the file is there. */
    private static final String STEP = """
            echo "start $n" >> "$log"
            while [ ! -e "$file" ]; do sleep 0.05; done
            echo "end $n" >> "$log"
            """;

    private final Fixture fixture = Fixture.shared();
    private final Policies policies = new Policies(fixture);
    private final String step = fixture.shellAction("step", STEP, null);

    @TempDir
    private Path directory;

    private long run(int number, String host) {
        return fixture.run(step, parameters(Integer.toString(number), host))
                .path("id")
                .asLong();
    }

    private ObjectNode parameters(String number, String host) {
        return Json.object(
                "n",
                number,
                "host",
                host,
                "log",
                directory.resolve("log").toString(),
                "file",
                directory.resolve("open").toString());
    }

    private List<Long> runs(int count) {
        return IntStream.range(0, count).mapToObj(number -> run(number, "one")).toList();
    }

    private void open() throws IOException {
        Files.createFile(directory.resolve("open"));
    }

    private JsonNode awaitRunning(long id) {
        return Poll.until(
                LIMIT,
                "run " + id + " runs",
                () -> fixture.execution(id),
                found -> found.path("status").asText().equals("running"));
    }

    private String status(long id) {
        return fixture.execution(id).path("status").asText();
    }

    private List<JsonNode> ended(List<Long> ids) {
        List<JsonNode> ended = new ArrayList<>();
        ids.forEach(id -> ended.add(fixture.ended(id, LIMIT)));
        return ended;
    }

    private static List<String> oneAfterTheOther(int... numbers) {
        List<String> lines = new ArrayList<>();
        for (int number : numbers) {
            lines.add("start " + number);
            lines.add("end " + number);
        }
        return lines;
    }

    private List<String> log() throws IOException {
        return Files.readAllLines(directory.resolve("log"));
    }

    @Test
    void beyondTheLimitRunsWaitInOrderAndSayWhy() throws IOException {
        var policy = policies.forAction("one", step, Json.object("threshold", 1));
        var ids = runs(5);

        awaitRunning(ids.getFirst());
        for (int i = 1; i < 5; i++) {
            var waiting = fixture.execution(ids.get(i));
            assertThat(waiting.path("status").asText()).isEqualTo("requested");
            assertThat(waiting.path("worker").isNull())
                    .as("no worker is reserved")
                    .isTrue();
            assertThat(waiting.path("waiting_for").asText())
                    .contains("policy '" + policy + "'", "1 of 1 slot is taken", "position " + i + " of 4");
            var admission = waiting.path("admission");
            assertThat(admission.path("policy_ref").asText()).isEqualTo(policy);
            assertThat(admission.path("position").asInt()).isEqualTo(i);
            assertThat(admission.path("active").asInt()).isEqualTo(1);
            assertThat(admission.path("threshold").asInt()).isEqualTo(1);
            assertThat(admission.path("group")).isEqualTo(Json.object());
        }
        open();

        var ended = ended(ids);
        assertThat(ended).extracting(run -> run.path("status").asText()).containsOnly("completed");
        assertThat(ended).noneMatch(run -> run.has("waiting_for") || run.has("admission"));
        assertThat(log()).isEqualTo(oneAfterTheOther(0, 1, 2, 3, 4));
        Policies.assertFirstComeFirstServed(ended, 1);
    }

    @Test
    void withTheCancelMethodTheSecondRunIsCancelled() throws IOException {
        var policy = policies.forAction("strict", step, Json.object("threshold", 1, "method", "cancel"));
        long first = run(0, "one");
        long second = run(1, "one");

        var cancelled = fixture.ended(second, LIMIT);
        assertThat(cancelled.path("status").asText()).isEqualTo("cancelled");
        var result = cancelled.path("result");
        assertThat(result.path("error").asText()).isEqualTo("Execution cancelled by policy");
        assertThat(result.path("message").asText()).contains(policy);
        assertThat(result.path("policy_ref").asText()).isEqualTo(policy);
        open();

        assertThat(fixture.ended(first, LIMIT).path("status").asText()).isEqualTo("completed");
        long third = run(2, "one");
        assertThat(fixture.ended(third, LIMIT).path("status").asText())
                .as("there is room again")
                .isEqualTo("completed");
        assertThat(log()).isEqualTo(oneAfterTheOther(0, 2));
    }

    @Test
    void runsWithDifferentValuesDoNotCountTogether() throws IOException {
        policies.forAction(
                "per_host", step, Json.object("threshold", 1, "parameters", Json.array("host", "missing.member")));
        long first = run(0, "one");
        long second = run(1, "one");
        long other = run(2, "two");

        awaitRunning(first);
        awaitRunning(other);
        var waiting = fixture.execution(second);
        assertThat(Policies.waits(waiting)).isTrue();
        assertThat(waiting.path("admission").path("group").path("parameters"))
                .isEqualTo(Json.object("host", "one", "missing.member", null));
        open();

        assertThat(ended(List.of(first, second, other)))
                .extracting(run -> run.path("status").asText())
                .containsOnly("completed");
    }

    @Test
    void aFullLineTakesNobody() throws IOException {
        policies.forAction("short", step, Json.object("threshold", 1, "queue_limit", 1));
        var ids = runs(3);

        var refused = fixture.ended(ids.get(2), LIMIT);
        assertThat(refused.path("status").asText()).isEqualTo("cancelled");
        assertThat(refused.path("result").path("error").asText()).isEqualTo("Queue full for action " + step);
        open();
        assertThat(ended(ids.subList(0, 2)))
                .extracting(run -> run.path("status").asText())
                .containsOnly("completed");
    }

    @Test
    void whoeverWaitsTooLongIsCancelledSoonAfter() throws IOException {
        policies.forAction("impatient", step, Json.object("threshold", 1, "queue_timeout_seconds", 1));
        long first = run(0, "one");
        long second = run(1, "one");

        var cancelled = fixture.ended(second, LIMIT);
        assertThat(Duration.between(at(cancelled, "created"), at(cancelled, "updated")))
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(8));
        assertThat(cancelled.path("status").asText()).isEqualTo("cancelled");
        assertThat(cancelled.path("result").path("error").asText()).isEqualTo("Queue timeout for action " + step);
        open();
        assertThat(fixture.ended(first, LIMIT).path("status").asText()).isEqualTo("completed");
        assertThat(log()).isEqualTo(oneAfterTheOther(0));
    }

    private static Instant at(JsonNode execution, String field) {
        return Instant.parse(execution.path(field).asText());
    }

    @Test
    void whoeverIsCancelledWhileItWaitsLeavesTheLine() throws IOException {
        policies.forAction("one", step, Json.object("threshold", 1));
        var ids = runs(4);
        awaitRunning(ids.getFirst());

        fixture.api()
                .post("/api/v1/executions/" + ids.get(1) + "/cancel", Json.object())
                .expect(200);

        assertThat(status(ids.get(1))).isEqualTo("cancelled");
        assertThat(Policies.position(fixture.execution(ids.get(2)))).isEqualTo(1);
        assertThat(Policies.position(fixture.execution(ids.get(3)))).isEqualTo(2);
        open();
        ended(ids);
        assertThat(log()).isEqualTo(oneAfterTheOther(0, 2, 3));
    }

    @Test
    void aCancelledRunGivesItsSlotToTheNext() throws IOException {
        policies.forAction("one", step, Json.object("threshold", 1));
        var ids = runs(2);
        awaitRunning(ids.getFirst());

        fixture.api()
                .post("/api/v1/executions/" + ids.getFirst() + "/cancel", Json.object())
                .expect(200);

        awaitRunning(ids.getLast());
        open();
        assertThat(fixture.ended(ids.getLast(), LIMIT).path("status").asText()).isEqualTo("completed");
    }

    @Test
    void aRaisedThresholdLetsThoseGoWhoWait() throws IOException {
        var policy = policies.forAction("one", step, Json.object("threshold", 1));
        var ids = runs(4);
        awaitRunning(ids.getFirst());

        policies.update(policy, Json.object("threshold", 3));

        awaitRunning(ids.get(1));
        awaitRunning(ids.get(2));
        assertThat(Policies.position(fixture.execution(ids.get(3)))).isEqualTo(1);
        open();
        ended(ids);
    }

    @Test
    void aDeletedPolicyLetsEverybodyGo() throws IOException {
        var policy = policies.forAction("one", step, Json.object("threshold", 1));
        var ids = runs(4);
        awaitRunning(ids.getFirst());

        policies.delete(policy);

        ids.forEach(this::awaitRunning);
        fixture.api().get("/api/v1/policies/" + policy).expect(404);
        open();
        ended(ids);
    }

    @Test
    void theMostSpecificPolicyIsTheOnlyOne() throws IOException {
        policies.forPack("pack", Json.object("threshold", 1));
        policies.forAction("loose", step, Json.object("threshold", 2));
        var ids = runs(3);

        awaitRunning(ids.get(0));
        awaitRunning(ids.get(1));
        assertThat(fixture.execution(ids.get(2))
                        .path("admission")
                        .path("policy_ref")
                        .asText())
                .isEqualTo(fixture.ref("loose"));
        open();
        ended(ids);
    }

    @Test
    void runsOfRulesAreUnderThePolicyToo() throws IOException {
        policies.forAction("one", step, Json.object("threshold", 1));
        var hook = fixture.webhook("hook");
        fixture.rule("rule", hook, step, parameters("{{ event.payload.n }}", "one"), Json.object());
        open();

        for (int i = 0; i < 8; i++) {
            hook.deliver(Json.object("n", Integer.toString(i)));
        }

        var ended = fixture.executionsOf(step, 8, LIMIT);
        assertThat(ended).extracting(run -> run.path("status").asText()).containsOnly("completed");
        Policies.assertFirstComeFirstServed(ended, 1);
        assertThat(log()).isEqualTo(oneAfterTheOther(0, 1, 2, 3, 4, 5, 6, 7));
    }
}
