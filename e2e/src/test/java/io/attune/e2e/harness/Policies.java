package io.attune.e2e.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Policies of a fixture's pack, and what they promise about runs. */
public final class Policies {
    private final Fixture fixture;

    public Policies(Fixture fixture) {
        this.fixture = fixture;
    }

    /** Creates a policy for an action; answers its ref. */
    public String forAction(String name, String action, ObjectNode limits) {
        return create(limits.put("ref", fixture.ref(name)).put("name", name).put("action_ref", action));
    }

    /** Creates a policy for all actions of the pack; answers its ref. */
    public String forPack(String name, ObjectNode limits) {
        return create(limits.put("ref", fixture.ref(name)).put("name", name).put("pack_ref", fixture.pack()));
    }

    private String create(ObjectNode request) {
        return fixture.api()
                .post("/api/v1/policies", request)
                .expect(201)
                .data()
                .path("ref")
                .asText();
    }

    public void update(String ref, JsonNode change) {
        fixture.api().put("/api/v1/policies/" + ref, change).expect(200);
    }

    public void delete(String ref) {
        fixture.api().delete("/api/v1/policies/" + ref).expect(200);
    }

    /** Whether the run waits in the line of a policy. */
    public static boolean waits(JsonNode execution) {
        return execution.path("status").asText().equals("requested") && execution.has("admission");
    }

    public static long position(JsonNode execution) {
        return execution.path("admission").path("position").asLong(-1);
    }

    /**
     * Asserts that a line was first come first served, and that its limit held: when a run starts, all that came before it have started, and
     * all but so many as may run beside it are over.
     *
     * @param runs that are over, with everything
     */
    public static void assertFirstComeFirstServed(List<JsonNode> runs, int threshold) {
        var inOrder = runs.stream()
                .filter(run -> run.hasNonNull("started_at"))
                .sorted(Comparator.comparingLong(run -> run.path("id").asLong()))
                .toList();
        for (int i = 0; i < inOrder.size(); i++) {
            var run = inOrder.get(i);
            var started = at(run, "started_at");
            var earlier = inOrder.subList(0, i);
            long over = earlier.stream()
                    .filter(before -> !at(before, "updated").isAfter(started))
                    .count();
            assertThat(over)
                    .as("runs over when run %s of the line starts: %s", i, run.path("id"))
                    .isGreaterThanOrEqualTo(i - (threshold - 1L));
        }
    }

    private static Instant at(JsonNode run, String field) {
        return Instant.parse(run.path(field).asText());
    }
}
