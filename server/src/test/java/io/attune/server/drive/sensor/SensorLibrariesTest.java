package io.attune.server.drive.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The libraries that authors of sensors use, against a platform that stores an event and dies before it answers. */
class SensorLibrariesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SDK = Path.of("..", "sdk").toAbsolutePath().normalize();

    private final List<JsonNode> received = new CopyOnWriteArrayList<>();
    private HttpServer platform;

    @BeforeEach
    void start() throws IOException {
        platform = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        platform.createContext("/api/v1/events", exchange -> {
            received.add(JSON.readTree(exchange.getRequestBody()));
            if (received.size() > 1) {
                byte[] answer = "{\"data\": {\"id\": 7}}".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(201, answer.length);
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        platform.start();
    }

    @AfterEach
    void stop() {
        platform.stop(0);
    }

    @Test
    void pythonNamesAnEventTheSameWhenItSendsItAgain() throws Exception {
        run("python3", "-c", """
                from attune import Sensor
                assert Sensor().emit("p.changed", {"n": 1})["id"] == 7
                Sensor().emit("p.changed", {"n": 2}, delivery_id="mine")
                """);
        requireNamed();
    }

    @Test
    void nodeNamesAnEventTheSameWhenItSendsItAgain() throws Exception {
        run("node", "-e", """
                const { Sensor } = require('attune');
                (async () => {
                  if ((await new Sensor().emit('p.changed', { n: 1 })).id !== 7) process.exit(1);
                  await new Sensor().emit('p.changed', { n: 2 }, 'mine');
                })();
                """);
        requireNamed();
    }

    private void requireNamed() {
        assertThat(received)
                .extracting(event -> event.at("/payload/n").intValue())
                .containsExactly(1, 1, 2);
        var names = received.stream()
                .map(event -> event.path("delivery_id").asText())
                .toList();
        assertThat(names.getFirst()).isNotEmpty().isEqualTo(names.get(1));
        assertThat(names.getLast()).isEqualTo("mine");
    }

    private void run(String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PYTHONPATH", SDK.resolve("python").toString());
        builder.environment().put("NODE_PATH", SDK.resolve("node").toString());
        builder.environment()
                .put(
                        "ATTUNE_API_URL",
                        "http://127.0.0.1:" + platform.getAddress().getPort());
        builder.environment().put("ATTUNE_API_TOKEN", "token");
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }
}
