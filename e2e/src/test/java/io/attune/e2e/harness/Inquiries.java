package io.attune.e2e.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Questions to people, and their answers. */
public final class Inquiries {
    private static final String INQUIRIES = "/api/v1/inquiries";

    private final Fixture fixture;

    public Inquiries(Fixture fixture) {
        this.fixture = fixture;
    }

    /** An execution that has ended, to ask something about. */
    public long execution() {
        return fixture.ended(fixture.run("core.noop", Json.object()).path("id").asLong(), Duration.ofSeconds(20))
                .path("id")
                .asLong();
    }

    /**
     * Asks about an execution of its own.
     *
     * @param more further fields of the request, names and values
     */
    public JsonNode ask(Object... more) {
        return ask(Json.object(more));
    }

    private JsonNode ask(ObjectNode request) {
        if (!request.has("execution")) {
            request.put("execution", execution());
        }
        if (!request.has("prompt")) {
            request.put("prompt", "Really?");
        }
        return fixture.api().post(INQUIRIES, request).expect(201).data();
    }

    /** As {@link #ask}, with that time to answer: from when it is asked, however long the execution took that it is asked about. */
    public JsonNode askFor(Duration time, Object... more) {
        var request = Json.object(more).put("execution", execution());
        return ask(request.put("timeout_at", in(time)));
    }

    public static String in(Duration time) {
        return Instant.now().plus(time).toString();
    }

    public JsonNode get(long id) {
        return fixture.api().get(INQUIRIES + "/" + id).expect(200).data();
    }

    public JsonNode get(JsonNode inquiry) {
        return get(inquiry.path("id").asLong());
    }

    public Api.Answer respond(JsonNode inquiry, Object response) {
        return respond(fixture.api(), inquiry, response);
    }

    public static Api.Answer respond(Api as, JsonNode inquiry, Object response) {
        return as.post(INQUIRIES + "/" + inquiry.path("id").asLong() + "/respond", Json.object("response", response));
    }

    /** What an execution asks, in full. */
    public List<JsonNode> of(long execution) {
        List<JsonNode> found = new ArrayList<>();
        for (var item : fixture.api()
                .get("/api/v1/executions/" + execution + "/inquiries")
                .expect(200)
                .items()) {
            found.add(get(item));
        }
        return found;
    }

    /** The inquiry once it has ended. */
    public JsonNode ended(JsonNode inquiry, Duration limit) {
        return Poll.until(
                limit,
                "inquiry ends " + inquiry,
                () -> get(inquiry),
                found -> !status(found).equals("pending"));
    }

    public static String status(JsonNode inquiry) {
        return inquiry.path("status").asText();
    }
}
