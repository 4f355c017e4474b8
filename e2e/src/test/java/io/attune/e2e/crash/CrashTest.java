package io.attune.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Fixture.Webhook;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is killed whenever: each delivery that was answered 200 has its event, its enforcement per rule and its execution exactly
 * once, no side effect happens twice, and nothing is left behind (design.md §9).
 */
class CrashTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    @Test
    void ledgerBalancesAfterStopsAndKillsOfTheServer() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed of the crash test: " + seed);
        var random = new Random(seed);
        var effects = Files.createFile(directory.resolve("effects"));
        try (var platform = Platform.up()) {
            var fixture = new Fixture(platform.admin());
            var hook = fixture.webhook("hook");
            var append = fixture.shellAction("append", "echo \"$n\" >> '" + effects + "'\n", null);
            var shellRule =
                    fixture.rule("shell", hook, append, Json.object("n", "{{ event.payload.n }}"), Json.object());
            var noopRule = fixture.rule("noop", hook, "core.noop");
            var load = new Load(platform, hook.key());

            for (int round = 0; round < 6; round++) {
                load.start();
                load.awaitMore();
                Poll.pause(Duration.ofMillis(random.nextInt(1200)));
                if (round % 3 == 2) {
                    assertThat(platform.stop()).as("exit code after SIGTERM").isZero();
                } else {
                    platform.kill();
                }
                load.stop();
                platform.start();
            }

            var admin = new Fixture(platform.admin());
            var accepted = load.accepted();
            var ledger = settled(admin, hook.ref(), List.of(shellRule, noopRule));
            accepted.forEach((n, event) ->
                    assertThat(ledger.eventOf(n)).as("event of delivery " + n).containsExactly(event));
            assertThat(ledger.events().values()).allSatisfy(of -> assertThat(of).hasSize(1));
            for (var rule : List.of(shellRule, noopRule)) {
                assertThat(ledger.enforcements(rule))
                        .as("one enforcement per event")
                        .hasSameSizeAs(new HashSet<>(ledger.enforcements(rule)));
                assertThat(ledger.enforcements(rule)).containsExactlyInAnyOrderElementsOf(ledger.allEvents());
                assertThat(ledger.executions(rule)).hasSameSizeAs(ledger.enforcements(rule));
            }
            assertSideEffects(admin, effects, ledger.executions(shellRule));
        }
    }

    @Test
    void killedServerLeavesNoProcessAndItsRunIsAbandoned() {
        try (var platform = Platform.up()) {
            var fixture = new Fixture(platform.admin());
            var marker = "attune-orphan-" + fixture.pack();
            var action = fixture.shellAction("long", "bash -c 'exec -a " + marker + " sleep 600' &\nwait\n", null);
            long id = fixture.run(action, Json.object()).path("id").asLong();
            Poll.until(LIMIT, "the action runs", () -> Processes.withCommandLine(marker), found -> found > 0);
            assertThat(Processes.withCommandLine(platform.data().toString()))
                    .as("server and PostgreSQL")
                    .isPositive();

            platform.kill();

            Poll.until(
                    Duration.ofSeconds(15),
                    "no action process is left",
                    () -> Processes.withCommandLine(marker),
                    found -> found == 0);
            Poll.until(
                    Duration.ofSeconds(15),
                    "no PostgreSQL is left",
                    () -> Processes.withCommandLine(platform.data().toString()),
                    found -> found == 0);
            platform.start();
            var ended = new Fixture(platform.admin()).ended(id, LIMIT);
            assertThat(ended.path("status").asText()).isEqualTo("abandoned");
        }
    }

    @Test
    void killedPostgresComesBackWithEverythingAnswered() {
        try (var platform = Platform.up()) {
            var fixture = new Fixture(platform.admin());
            var hook = fixture.webhook("hook");
            var rule = fixture.rule("noop", hook, "core.noop");
            var load = new Load(platform, hook.key());
            for (int round = 0; round < 2; round++) {
                load.start();
                load.awaitMore();
                long postmaster = postmaster(platform.data());
                ProcessHandle.of(postmaster).orElseThrow().destroyForcibly();
                Poll.until(
                        LIMIT,
                        "another PostgreSQL accepts connections",
                        () -> platform.api().get("/health/ready").status() == 200
                                && postmaster(platform.data()) != postmaster,
                        ready -> ready);
                load.stop();
            }

            var ledger = settled(fixture, hook.ref(), List.of(rule));
            load.accepted().forEach((n, event) -> assertThat(ledger.eventOf(n)).containsExactly(event));
            assertThat(ledger.enforcements(rule)).containsExactlyInAnyOrderElementsOf(ledger.allEvents());
            assertThat(ledger.executions(rule)).hasSameSizeAs(ledger.enforcements(rule));
        }
    }

    @Test
    void aSecondServerOnTheSameDataSaysWhoHasIt() throws Exception {
        try (var platform = Platform.up()) {
            var second = platform.command("up").redirectErrorStream(true).start();
            var output = new String(second.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

            assertThat(second.waitFor()).isNotZero();
            assertThat(output).contains(platform.data().toString()).doesNotContain("\tat ");
            platform.api().get("/health").expect(200);
        }
    }

    /** Each completed run had its effect once; an abandoned one at most once. */
    private static void assertSideEffects(Fixture admin, Path effects, List<JsonNode> executions) throws IOException {
        var seen = new HashMap<Integer, Integer>();
        for (var line : Files.readAllLines(effects)) {
            seen.merge(Integer.parseInt(line.strip()), 1, Integer::sum);
        }
        assertThat(seen.values()).as("no side effect happened twice").allMatch(times -> times == 1);
        for (var execution : executions) {
            var detail = admin.execution(execution.path("id").asLong());
            assertThat(detail.path("status").asText())
                    .as(detail.toString())
                    .isIn("completed", "abandoned", "cancelled");
            if (detail.path("status").asText().equals("completed")) {
                assertThat(seen)
                        .as("effect of " + detail)
                        .containsKey(detail.path("config").path("n").asInt());
            }
        }
    }

    /** What the API shows once every execution has ended. */
    private static Ledger settled(Fixture admin, String trigger, List<String> rules) {
        var executions = new HashMap<String, List<JsonNode>>();
        for (var rule : rules) {
            executions.put(
                    rule,
                    Poll.until(
                            LIMIT,
                            "all executions of " + rule + " end",
                            () -> all(admin, "/api/v1/executions?per_page=100&rule_ref=" + rule),
                            found -> found.stream().allMatch(Fixture::isTerminal)));
        }
        var events = new HashMap<Integer, List<Long>>();
        for (var event : all(admin, "/api/v1/events?per_page=1000&trigger_ref=" + trigger)) {
            long id = event.path("id").asLong();
            int n = admin.api()
                    .get("/api/v1/events/" + id)
                    .expect(200)
                    .data()
                    .path("payload")
                    .path("n")
                    .asInt();
            events.computeIfAbsent(n, _ -> new ArrayList<>()).add(id);
        }
        var enforcements = new HashMap<String, List<Long>>();
        for (var rule : rules) {
            enforcements.put(
                    rule,
                    all(admin, "/api/v1/enforcements?per_page=1000&rule_ref=" + rule).stream()
                            .map(enforcement -> enforcement.path("event").asLong())
                            .toList());
        }
        return new Ledger(events, enforcements, executions);
    }

    private static List<JsonNode> all(Fixture admin, String list) {
        var items = new ArrayList<JsonNode>();
        for (int page = 1; ; page++) {
            var answer = admin.api().get(list + "&page=" + page).expect(200);
            answer.items().forEach(items::add);
            if (!answer.json().path("pagination").path("has_next").asBoolean()) {
                return items;
            }
        }
    }

    private static long postmaster(Path data) {
        try (var files = Files.walk(data, 4)) {
            var file = files.filter(path -> path.endsWith("postmaster.pid")).findFirst();
            return file.isEmpty()
                    ? 0
                    : Long.parseLong(Files.readAllLines(file.get()).getFirst().strip());
        } catch (IOException | UncheckedIOException | java.util.NoSuchElementException _) {
            // Being replaced at this moment.
            return 0;
        }
    }

    private record Ledger(
            Map<Integer, List<Long>> events,
            Map<String, List<Long>> ofEnforcements,
            Map<String, List<JsonNode>> ofExecutions) {
        List<Long> eventOf(int n) {
            return events.getOrDefault(n, List.of());
        }

        Set<Long> allEvents() {
            var all = new HashSet<Long>();
            events.values().forEach(all::addAll);
            return all;
        }

        List<Long> enforcements(String rule) {
            return ofEnforcements.get(rule);
        }

        List<JsonNode> executions(String rule) {
            return ofExecutions.get(rule);
        }
    }

    /** Senders that go on through errors and remember what was accepted. */
    private static final class Load {
        private final Platform platform;
        private final String key;
        private final AtomicInteger next = new AtomicInteger();
        private final ConcurrentMap<Integer, Long> accepted = new ConcurrentHashMap<>();
        private final AtomicBoolean running = new AtomicBoolean();
        private final List<Thread> senders = Collections.synchronizedList(new ArrayList<>());

        Load(Platform platform, String key) {
            this.platform = platform;
            this.key = key;
        }

        void start() {
            running.set(true);
            var hook = new Webhook(platform.api(), 0, "", key);
            for (int i = 0; i < 3; i++) {
                senders.add(Thread.ofVirtual().start(() -> send(hook)));
            }
        }

        /** Until something was accepted in this round: a machine may be too busy for that within any fixed time. */
        void awaitMore() {
            int before = accepted.size();
            Poll.until(LIMIT, "a delivery is answered 200", accepted::size, size -> size > before);
        }

        private void send(Webhook hook) {
            while (running.get()) {
                int n = next.incrementAndGet();
                try {
                    var answer = hook.deliver(Json.object("payload", Json.object("n", n)));
                    if (answer.status() == 200) {
                        accepted.put(n, answer.data().path("event_id").asLong());
                    }
                } catch (UncheckedIOException _) {
                    // Not answered: the platform owes nothing.
                }
                Poll.pause(Duration.ofMillis(15));
            }
        }

        void stop() throws AssertionError {
            running.set(false);
            for (var sender : senders) {
                try {
                    sender.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError("interrupted", e);
                }
            }
            senders.clear();
        }

        Map<Integer, Long> accepted() {
            return accepted;
        }
    }
}
