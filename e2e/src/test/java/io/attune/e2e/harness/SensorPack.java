package io.attune.e2e.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A pack with the trigger {@code file_changed} and the sensor {@code watch} that emits it, and what a test wants to know of them. */
public final class SensorPack {
    /** How soon a process must be gone that nobody needs any more. */
    public static final Duration STOP = Duration.ofSeconds(2);

    private static final Duration START = Duration.ofSeconds(20);

    private final Api api;
    private final String ref;

    private SensorPack(Api api, String ref) {
        this.api = api;
        this.ref = ref;
    }

    /** Not installed yet. */
    public SensorPack(Api api) {
        this(api, "s" + UUID.randomUUID().toString().replace("-", "").substring(0, 10));
    }

    /** The same pack, seen through another server or by somebody else. */
    public SensorPack at(Api other) {
        return new SensorPack(other, ref);
    }

    /** @param program whose processes that count for {@link #processes()} carry {@code attune-watch-$ATTUNE_PACK_REF} in their command lines */
    public SensorPack install(String program, String runner, String ruleUpdates) {
        return install("watch", program, runner, ruleUpdates);
    }

    /** @param file that is in the archive; the sensor starts {@code watch} */
    public SensorPack install(String file, String program, String runner, String ruleUpdates) {
        var archive = new PackArchive()
                .file("pack.yaml", "ref: " + ref + "\nlabel: Sensors\nversion: 1.0.0\n")
                .file("triggers/file_changed.yaml", "ref: " + trigger() + "\nlabel: File changed\n")
                .file("sensors/watch.yaml", """
                        ref: %s
                        label: Watch
                        runner_type: %s
                        entry_point: watch
                        trigger_types: [%s]
                        rule_updates: %s
                        """.formatted(sensor(), runner, trigger(), ruleUpdates))
                .file("sensors/" + file, program);
        api.upload("/api/v1/packs/upload", "pack.tar.gz", archive.bytes(), Map.of())
                .expect(201);
        return this;
    }

    public String ref() {
        return ref;
    }

    public String sensor() {
        return ref + ".watch";
    }

    public String trigger() {
        return ref + ".file_changed";
    }

    /** A rule with the parameter {@code path} that echoes the {@code content} of events; answers its ref. */
    public String rule(String name, Path path) {
        return rule(name, Json.object("path", path.toString()));
    }

    public String rule(String name, JsonNode triggerParameters) {
        return api.post(
                        "/api/v1/rules",
                        Json.object(
                                "ref",
                                ref + "." + name,
                                "pack_ref",
                                ref,
                                "label",
                                name,
                                "action_ref",
                                "core.echo",
                                "trigger_ref",
                                trigger(),
                                "trigger_params",
                                triggerParameters,
                                "action_params",
                                Json.object("message", "{{ event.payload.content }}")))
                .expect(201)
                .data()
                .path("ref")
                .asText();
    }

    public void switchRule(String rule, boolean on) {
        api.post("/api/v1/rules/" + rule + (on ? "/enable" : "/disable"), Json.object())
                .expect(200);
    }

    public void switchSensor(boolean on) {
        api.post("/api/v1/sensors/" + sensor() + (on ? "/enable" : "/disable"), Json.object())
                .expect(200);
    }

    /** With everything, newest first. */
    public List<JsonNode> events() {
        return details("/api/v1/events?trigger_ref=" + trigger(), "/api/v1/events/");
    }

    public List<JsonNode> executions(String rule) {
        return details("/api/v1/executions?rule_ref=" + rule, "/api/v1/executions/");
    }

    private List<JsonNode> details(String list, String detail) {
        var found = new ArrayList<JsonNode>();
        api.get(list)
                .expect(200)
                .items()
                .forEach(item -> found.add(
                        api.get(detail + item.path("id").asLong()).expect(200).data()));
        return found;
    }

    /** How the sensor stands on each node. */
    public JsonNode standings() {
        return api.get("/api/v1/sensors/" + sensor() + "/processes").expect(200).data();
    }

    /** How the sensor stands on the only node. */
    public JsonNode standing() {
        var all = standings();
        if (all.size() != 1) {
            throw new AssertionError("expected one process, found " + all);
        }
        return all.get(0);
    }

    /** Waits until it stands so on the only node. */
    public JsonNode awaitStatus(Duration limit, String status) {
        return Poll.until(
                        limit,
                        "the sensor is " + status,
                        this::standings,
                        shown -> shown.size() == 1
                                && shown.get(0).path("status").asText().equals(status))
                .get(0);
    }

    /** @param tail number of lines; 0 for all */
    public String log(String stream, int tail) {
        return api.get("/api/v1/sensors/" + sensor() + "/logs/" + stream + "?tail=" + tail)
                .expect(200)
                .body();
    }

    public void awaitLog(String stream, String text) {
        awaitLog(START, stream, text);
    }

    public void awaitLog(Duration limit, String stream, String text) {
        Poll.until(
                limit,
                "the sensor says: " + text,
                () -> api.get("/api/v1/sensors/" + sensor() + "/logs/" + stream),
                answer -> answer.status() == 200 && answer.body().contains(text));
    }

    /** How many of its processes live on this machine. */
    public long processes() {
        return Processes.withCommandLine("attune-watch-" + ref);
    }

    /** After a change that the sensor's node was told of. */
    public void awaitGone() {
        awaitGone(STOP);
    }

    public void awaitGone(Duration limit) {
        Poll.until(limit, "no process of the sensor", this::processes, count -> count == 0);
    }

    public void awaitRunning() {
        awaitRunning(START);
    }

    public void awaitRunning(Duration limit) {
        Poll.until(limit, "one process of the sensor", this::processes, count -> count == 1);
    }
}
