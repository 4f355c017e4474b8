package io.attune.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.SensorPack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Sensors are confined as runs are (ADR 21): one that looks for the secrets of the platform and of other tenants finds nothing, and yet does
 * its work. Tried only where this machine lets a sandbox be built; the reason is then in the skipped test's message.
 */
class SensorSecretsTest {
    private static final String JWT_SECRET = "jwt-secret-" + UUID.randomUUID() + UUID.randomUUID();
    private static final String ENCRYPTION_KEY = "encryption-key-" + UUID.randomUUID() + UUID.randomUUID();
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Has something to hide in its parameters, its files and its environment. */
    private static final String VICTIM = """
            #!/bin/bash
            echo "$ATTUNE_SENSOR_TRIGGERS" | tee "$TMPDIR/mine" /tmp/mine
            exec -a "attune-watch-$ATTUNE_PACK_REF" sleep infinity
            """;

    /** Tells what it can see, once for each rule; a rule says where to look. */
    private static final String SPY = """
            #!/bin/bash
            exec python3 -u -c "$(cat <<'PYTHON'
            import glob, os
            from attune import Sensor
            sensor = Sensor()
            told = set()
            def read(path):
                try:
                    with open(path, 'rb') as source:
                        return source.read(100000).decode('latin-1').replace('\\0', ' ')
                except OSError:
                    return ''
            @sensor.every(seconds=0.2)
            def look(rule):
                if rule.id in told:
                    return
                told.add(rule.id)
                data = rule.config['path']
                tree = []
                for place in (data, '/tmp', os.path.dirname(os.environ['TMPDIR'])):
                    for directory, _, files in os.walk(place):
                        tree += [directory] + [os.path.join(directory, file) for file in files]
                process = glob.glob('/proc/[0-9]*/environ') + glob.glob('/proc/[0-9]*/cmdline')
                wrote = []
                for place in ('/usr', '/etc', os.getcwd(), data):
                    try:
                        open(place + '/x', 'w').close()
                        wrote.append(place)
                    except OSError:
                        pass
                open('/tmp/own', 'w').close()
                sensor.emit(rule, {'tree': tree, 'files': ''.join(read(path) for path in tree),
                    'processes': ''.join(read(path) for path in process), 'wrote': wrote, 'pid': os.getpid()})
            sensor.run()
            PYTHON
            )" "attune-watch-$ATTUNE_PACK_REF"
            """;

    @Test
    void aSensorSeesNeitherThePlatformNorOtherTenants() {
        try (var platform = Platform.up(Map.of(
                "ATTUNE__SECURITY__JWT_SECRET",
                JWT_SECRET,
                "ATTUNE__SECURITY__ENCRYPTION_KEY",
                ENCRYPTION_KEY,
                "ATTUNE__WORKER__SANDBOX",
                "auto"))) {
            var operator = platform.admin();
            needsSandbox(operator.get("/api/v1/workers").expect(200).items().path(0), platform);
            var secret = "victims-own-" + UUID.randomUUID();
            var victim = new SensorPack(
                            Tenant.in(platform, operator, "core.admin").api())
                    .install(VICTIM, "shell", "restart");
            victim.rule("hidden", Path.of("/" + secret));
            victim.awaitLog("stdout", secret);
            victim.awaitRunning();
            var spy = new SensorPack(Tenant.in(platform, operator, "core.admin").api()).install(SPY, "shell", "stdin");
            spy.rule("first", platform.data());

            var seen = payloads(spy, 1).getFirst();
            for (var found : List.of("tree", "files", "processes")) {
                assertThat(seen.path(found).toString())
                        .as(found)
                        .doesNotContain(secret)
                        .doesNotContain(victim.ref())
                        .doesNotContain(JWT_SECRET)
                        .doesNotContain(ENCRYPTION_KEY)
                        .doesNotContain(Platform.PASSWORD)
                        .doesNotContain("jwt_secret")
                        .doesNotContain("PG_VERSION")
                        .doesNotContain("attune.log");
            }
            // Below its own /tmp a sensor may make what it likes, under whatever name.
            assertThat(seen.path("wrote").valueStream().map(JsonNode::asText))
                    .isSubsetOf(platform.data().toString());
            assertThat(platform.data().resolve("x")).doesNotExist();

            spy.rule("second", platform.data());
            assertThat(payloads(spy, 2).stream()
                            .map(payload -> payload.path("pid").asLong())
                            .distinct())
                    .as("one process learns of both rules")
                    .hasSize(1);
            spy.switchSensor(false);
            spy.awaitGone(SOON);
            assertThat(spy.awaitStatus(SOON, "stopped").path("last_signal").isNull())
                    .as("it ended by itself when it was asked to")
                    .isTrue();
            spy.switchSensor(true);
            spy.awaitRunning();

            platform.kill();
            spy.awaitGone(SOON);
            victim.awaitGone(SOON);
        }
    }

    private static List<JsonNode> payloads(SensorPack pack, int count) {
        return Poll.until(SOON, count + " reports", pack::events, found -> found.size() == count).stream()
                .map(event -> event.path("payload"))
                .toList();
    }

    private static void needsSandbox(JsonNode worker, Platform platform) {
        var sandbox = platform.admin()
                .get("/api/v1/workers/" + worker.path("id").asLong())
                .expect(200)
                .json()
                .path("sandbox");
        Assumptions.assumeTrue(
                sandbox.path("level").asText().equals("bubblewrap"),
                () -> "no sandbox here: " + sandbox.path("reason").asText());
    }
}
