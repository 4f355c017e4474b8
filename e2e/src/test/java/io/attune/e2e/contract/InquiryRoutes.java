package io.attune.e2e.contract;

import static io.attune.e2e.contract.Route.delete;
import static io.attune.e2e.contract.Route.get;
import static io.attune.e2e.contract.Route.post;
import static io.attune.e2e.contract.Route.put;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.contract.Route.Call;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import java.util.List;

/** The rows of api.md §6 about inquiries; the stream has a test of its own. */
final class InquiryRoutes {
    private static final String INQUIRIES = "/api/v1/inquiries";

    private final Fixture fixture;

    InquiryRoutes(Fixture fixture) {
        this.fixture = fixture;
    }

    List<Route> all() {
        return List.of(
                get(INQUIRIES, () -> INQUIRIES + "?limit=2"),
                post(INQUIRIES, 201, () -> new Call(INQUIRIES, request(newExecution())))
                        .missing(INQUIRIES, request(999_999_999))
                        .invalid(
                                Json.object("prompt", "Of what?"),
                                request(1).put("prompt", ""),
                                request(1).put("prompt", "x".repeat(10_001)),
                                request(1).put("assigned_to", 999_999_999_999L).put("execution", newExecution()),
                                request(1).put("timeout_at", "tomorrow"),
                                request(1).set("response_schema", Json.object("a", Json.object("type", "bool"))),
                                request(1)
                                        .put("default_response", 5)
                                        .set("response_schema", Json.object("a", Json.object("type", "string")))),
                get(INQUIRIES + "/{id}", () -> INQUIRIES + "/" + newInquiry()).missing(INQUIRIES + "/999999999"),
                put(
                                INQUIRIES + "/{id}",
                                () -> new Call(INQUIRIES + "/" + newInquiry(), Json.object("status", "cancelled")))
                        .missing(INQUIRIES + "/999999999")
                        .invalid(
                                Json.object("status", "answered"),
                                Json.object("status", "responded"),
                                Json.object("status", "cancelled", "response", 1),
                                Json.object("assigned_to", 999_999_999_999L)),
                delete(INQUIRIES + "/{id}", () -> INQUIRIES + "/" + newInquiry())
                        .missing(INQUIRIES + "/999999999"),
                // Everybody of the tenant may answer what is assigned to nobody, without any grant.
                post(
                                INQUIRIES + "/{id}/respond",
                                200,
                                () -> new Call(INQUIRIES + "/" + newInquiry() + "/respond", Json.object("response", 1)))
                        .missing(INQUIRIES + "/999999999/respond", Json.object("response", 1))
                        .invalid(Json.object())
                        .forEverybody(),
                get(INQUIRIES + "/status/{status}", () -> INQUIRIES + "/status/canceled"),
                get(
                                "/api/v1/executions/{execution_id}/inquiries",
                                () -> "/api/v1/executions/" + newExecution() + "/inquiries")
                        .missing("/api/v1/executions/999999999/inquiries"));
    }

    private static ObjectNode request(long execution) {
        return Json.object("execution", execution, "prompt", "Does it keep its contract?");
    }

    private long newExecution() {
        return fixture.run("core.noop", Json.object()).path("id").asLong();
    }

    private long newInquiry() {
        return fixture.api()
                .post(INQUIRIES, request(newExecution()))
                .expect(201)
                .data()
                .path("id")
                .asLong();
    }
}
