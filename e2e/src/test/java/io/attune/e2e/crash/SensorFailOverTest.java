package io.attune.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Cluster;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.SensorPack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FIX-11: two servers on one database, the one that runs the sensor is killed. There is never more than one process of it. */
class SensorFailOverTest {
    private static final String ROLES = "api,engine,sensors";

    /** Before another node may start the sensor. */
    private static final Duration AFTER_A_KILL = Duration.ofSeconds(10);

    private static final Duration FAIL_OVER = Duration.ofSeconds(30);

    private static final String PROGRAM = """
            #!/bin/bash
            echo "{\\"trigger_ref\\": \\"$ATTUNE_PACK_REF.file_changed\\", \\"payload\\": {\\"pid\\": $$}}"
            exec -a "attune-watch-$ATTUNE_PACK_REF" sleep infinity
            """;

    @TempDir
    Path directory;

    @Test
    void theSurvivorTakesTheSensorOver() {
        try (var cluster = Cluster.start(directory);
                var red = cluster.node("red", ROLES);
                var blue = cluster.node("blue", ROLES)) {
            var atRed = new SensorPack(red.admin()).install(PROGRAM, "shell", "restart");
            var rule = atRed.rule("on_change", directory);
            atRed.awaitRunning();
            Poll.stays(Duration.ofSeconds(2), "one process", atRed::processes, count -> count == 1);

            var victim = holder(atRed).equals("red") ? red : blue;
            var survivor = atRed.at((victim == red ? blue : red).admin());
            victim.kill();
            survivor.awaitGone(AFTER_A_KILL);
            survivor.awaitRunning(FAIL_OVER);
            Poll.stays(Duration.ofSeconds(2), "one process", survivor::processes, count -> count == 1);
            assertThat(holder(survivor)).isEqualTo(victim == red ? "blue" : "red");

            victim.start();
            Poll.stays(Duration.ofSeconds(2), "one process", survivor::processes, count -> count == 1);
            var back = atRed.at(victim.admin());
            back.switchRule(rule, false);
            back.awaitGone();
            back.switchRule(rule, true);
            back.awaitRunning();
            // What a process says is stored a moment after it was said: a node that dies before takes it along.
            Poll.until(FAIL_OVER, "the event of the third process", back::events, found -> found.size() == 3);

            var last = holder(back).equals("red") ? red : blue;
            last.kill();
            back.awaitGone(AFTER_A_KILL);
            var other = atRed.at((last == red ? blue : red).admin());
            other.awaitRunning(FAIL_OVER);
            var events = Poll.until(FAIL_OVER, "an event of each process", other::events, found -> found.size() == 4);
            assertThat(events.stream()
                            .map(event -> event.path("payload").path("pid").asLong())
                            .distinct())
                    .hasSize(4);
            other.switchRule(rule, false);
            other.awaitGone();
        }
    }

    /** The node that is shown to run the sensor; no other is. */
    private String holder(SensorPack pack) {
        var running =
                Poll.until(FAIL_OVER, "one node is shown to run it", () -> running(pack), nodes -> nodes.size() == 1);
        return running.getFirst().equals(name("red")) ? "red" : "blue";
    }

    private static List<String> running(SensorPack pack) {
        return pack.standings()
                .valueStream()
                .filter(standing -> standing.path("status").asText().equals("running"))
                .map(standing -> standing.path("worker_name").asText().replaceAll(".*-", ""))
                .toList();
    }

    /** What the name of a node ends with. */
    private String name(String node) {
        try {
            return Files.readString(directory.resolve(node).resolve("sensors").resolve("node"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
