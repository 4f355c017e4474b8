package io.attune.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A platform of the bench's own, and the calls that set the scene. */
final class Target implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final URI url;
    private final HttpClient client = HttpClient.newHttpClient();
    private String token = "";

    private Target(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    /** Starts {@code attune up} and waits for its ready line. */
    static Target start(Options options, Path data) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(options.launcher().toString(), "up")
                .redirectError(data.resolve("bench.log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "ATTUNE__DATA_DIR", data.resolve("data").toString(),
                        "ATTUNE__SERVER__PORT", "0",
                        "ATTUNE__SERVER__STREAM_PORT", "0",
                        // The rate of shell runs is compared with that of bare processes.
                        "ATTUNE__WORKER__SANDBOX", "process",
                        "ATTUNE__BOOTSTRAP__PASSWORD", "bench-password-only",
                        // A cordoned worker stands for one that is busy: its backlog must wait, not be given up.
                        "ATTUNE__SCHEDULING__UNSCHEDULABLE_WAIT", "1h",
                        "ATTUNE__SECURITY__RATE_LIMIT__PER_SECOND", "1000000",
                        "ATTUNE__SECURITY__RATE_LIMIT__BURST", "1000000"));
        var process = builder.start();
        var out = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("Attune is ready at ")) {
                Thread.ofVirtual().start(() -> drain(out));
                return new Target(process, URI.create(line.substring(19).strip()));
            }
        }
        throw new IOException(
                "attune up ended with code " + process.waitFor() + ":\n" + Files.readString(data.resolve("bench.log")));
    }

    /** What is measured on a platform of its own. */
    interface Measurement {
        void take(Target target) throws IOException, InterruptedException;
    }

    /** Starts a platform with empty data, logs in, makes the pack {@code bench}, measures, and removes everything. */
    static void fresh(Options options, Measurement measurement) throws IOException, InterruptedException {
        var directory = Files.createTempDirectory("attune-bench-");
        try (var target = start(options, directory)) {
            target.login();
            target.post("/api/v1/packs", object("ref", "bench", "label", "Bench", "version", "1.0.0"));
            measurement.take(target);
        } finally {
            delete(directory);
        }
    }

    private static void drain(BufferedReader out) {
        try {
            while (out.readLine() != null) {
                // A full pipe would stop the server.
            }
        } catch (IOException _) {
            // The server ended.
        }
    }

    URI url() {
        return url;
    }

    long processId() {
        return process.pid();
    }

    void login() {
        token = post("/auth/login", object("login", "admin@attune.local", "password", "bench-password-only"))
                .path("data")
                .path("access_token")
                .asText();
    }

    static ObjectNode object(Object... namesAndValues) {
        var object = JSON.createObjectNode();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.set((String) namesAndValues[i], JSON.valueToTree(namesAndValues[i + 1]));
        }
        return object;
    }

    JsonNode get(String path) {
        return send("GET", path, "");
    }

    JsonNode post(String path, JsonNode body) {
        return send("POST", path, body.toString());
    }

    JsonNode put(String path, JsonNode body) {
        return send("PUT", path, body.toString());
    }

    private JsonNode send(String method, String path, String body) {
        try {
            var request = HttpRequest.newBuilder(url.resolve(path))
                    .timeout(Duration.ofSeconds(60))
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofString(body))
                    .build();
            var response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IllegalStateException(
                        method + " " + path + " -> " + response.statusCode() + " " + response.body());
            }
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** A trigger with a webhook; answers the path to deliver to. */
    String webhook(String name) {
        post("/api/v1/triggers", object("ref", "bench." + name, "pack_ref", "bench", "label", name));
        return "/api/v1/webhooks/"
                + post("/api/v1/triggers/bench." + name + "/webhooks/enable", object())
                        .path("data")
                        .path("webhook_key")
                        .asText();
    }

    void rule(String name, String trigger, String action, String criteria) {
        var request = object(
                "ref",
                "bench." + name,
                "pack_ref",
                "bench",
                "label",
                name,
                "trigger_ref",
                "bench." + trigger,
                "action_ref",
                action);
        if (!criteria.isEmpty()) {
            request.put("criteria", criteria);
        }
        post("/api/v1/rules", request);
    }

    /** How many executions of a rule have a status. */
    long count(String rule, String status) {
        return get("/api/v1/executions?per_page=1&include_total=true&top_level_only=true&rule_ref=bench." + rule
                        + (status.isEmpty() ? "" : "&status=" + status))
                .path("pagination")
                .path("total_items")
                .asLong();
    }

    /** Waits for that many completed executions of a rule; looks seldom, for looking costs the platform something, too. */
    void awaitCompleted(String rule, long executions) {
        while (count(rule, "completed") < executions) {
            if (count(rule, "failed") > 0) {
                throw new IllegalStateException("executions of bench." + rule + " failed");
            }
            LockSupport.parkNanos(100_000_000);
        }
    }

    /** Stops the local worker from taking runs, or lets it again. */
    void cordon(boolean cordoned) {
        for (var worker : get("/api/v1/workers").path("items")) {
            post(
                    "/api/v1/workers/" + worker.path("id").asLong() + (cordoned ? "/cordon" : "/uncordon"),
                    cordoned ? object("reason", "bench") : object());
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
