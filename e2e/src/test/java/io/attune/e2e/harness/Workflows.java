package io.attune.e2e.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Workflows of a fixture's pack, and their runs. */
public final class Workflows {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Fixture fixture;

    public Workflows(Fixture fixture) {
        this.fixture = fixture;
    }

    /**
     * Creates a workflow.
     *
     * @param definition JSON without the quotes around names and with single quotes around texts; {@code $} is the fixture's pack
     * @return its ref
     */
    public String create(String name, String definition) {
        return create(name, Json.object(), definition);
    }

    public String create(String name, JsonNode parameters, String definition) {
        return fixture.api()
                .post("/api/v1/workflows", request(name, parameters, definition))
                .expect(201)
                .data()
                .path("ref")
                .asText();
    }

    public JsonNode request(String name, JsonNode parameters, String definition) {
        return Json.object(
                "ref",
                fixture.ref(name),
                "pack_ref",
                fixture.pack(),
                "label",
                name,
                "version",
                "1.0.0",
                "param_schema",
                parameters,
                "definition",
                Json.relaxed(definition.replace("$", fixture.pack())));
    }

    /** Runs a workflow to its end. */
    public JsonNode run(String ref, JsonNode parameters) {
        return fixture.ended(fixture.run(ref, parameters).path("id").asLong(), LIMIT);
    }

    public JsonNode run(String ref) {
        return run(ref, Json.object());
    }

    /** The children of an execution with everything, the oldest first. */
    public List<JsonNode> children(JsonNode parent) {
        List<JsonNode> children = new ArrayList<>();
        for (var child : fixture.api()
                .get("/api/v1/executions?per_page=1000&parent="
                        + parent.path("id").asLong())
                .expect(200)
                .items()) {
            children.add(fixture.execution(child.path("id").asLong()));
        }
        children.sort(Comparator.comparingLong(child -> child.path("id").asLong()));
        return children;
    }

    /** The children that are runs of a task. */
    public List<JsonNode> children(JsonNode parent, String task) {
        return children(parent).stream()
                .filter(child -> task(child).equals(task))
                .toList();
    }

    /** The only child that is a run of a task. */
    public JsonNode child(JsonNode parent, String task) {
        var children = children(parent, task);
        if (children.size() != 1) {
            throw new AssertionError("task " + task + " ran " + children.size() + " times in " + parent);
        }
        return children.getFirst();
    }

    public static String task(JsonNode child) {
        return child.path("workflow_task").path("task_name").asText();
    }

    public static String status(JsonNode execution) {
        return execution.path("status").asText();
    }

    /** When the process of a child began to run, and when it had ended. */
    public static Instant start(JsonNode child) {
        return Instant.parse(child.path("started_at").asText());
    }

    public static Instant end(JsonNode child) {
        return OffsetDateTime.parse(
                        child.path("workflow_task").path("completed_at").asText())
                .toInstant();
    }

    /** From the start of an execution to its end, without what the machine stood still. */
    public static Duration took(JsonNode ended) {
        var from = start(ended);
        var to = Instant.parse(ended.path("updated").asText());
        return Duration.between(from, to).minus(Stalls.during(from, to));
    }

    /** How many of the children ran at the same time, at most. */
    public static int overlap(List<JsonNode> children) {
        TreeMap<Instant, Integer> changes = new TreeMap<>();
        for (var child : children) {
            changes.merge(start(child), 1, Integer::sum);
            changes.merge(end(child), -1, Integer::sum);
        }
        int running = 0;
        int most = 0;
        for (int change : changes.values()) {
            running += change;
            most = Math.max(most, running);
        }
        return most;
    }
}
