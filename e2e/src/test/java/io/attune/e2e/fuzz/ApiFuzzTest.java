package io.attune.e2e.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.contract.Route;
import io.attune.e2e.contract.Routes;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Api.Answer;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Hostile values in every parameter and every field of every operation (design.md §9): the answer is never a failure of ours, its shape is
 * that of api.md §1.4, and a refused change has changed nothing. The values are the same in every run; {@code -Dattune.fuzz.seed=N} tries
 * others.
 */
class ApiFuzzTest {
    private static final int PER_PLACE = 3;
    /** Streams do not end, a logout ends the session of the test, and the probes answer with a status alone. */
    private static final List<String> LEFT_OUT = List.of("/stream", "/auth/logout", "/health/live", "/health/ready");

    private static Platform platform;

    private final long seed = Long.getLong("attune.fuzz.seed", 20_261_126L);
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    private final List<String> findings = new ArrayList<>();
    private int requests;

    @BeforeAll
    static void start() {
        platform = Platform.up();
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void nothingThatAnOperatorSendsIsAnErrorOfOurs() {
        fuzz(platform.admin());
    }

    @Test
    void nothingThatATenantSendsIsAnErrorOfOurs() {
        fuzz(tenantWithAllRights());
    }

    private void fuzz(Api api) {
        var routes = new Routes(new Fixture(api)).all();
        var document = api.anonymous().get("/api-spec/openapi.json").expect(200).json();
        for (var operation : Operation.of(document)) {
            if (LEFT_OUT.stream().noneMatch(operation.path()::endsWith)) {
                fuzz(api, operation, routeOf(routes, operation));
            }
        }
        whatWasTakenCanBeRead(api, document);
        assertThat(findings).as("seed %d, %d requests", seed, requests).isEmpty();
        assertThat(requests).isGreaterThan(1_000);
    }

    /** A value that was accepted and cannot be shown again would spoil the list it is in. */
    private void whatWasTakenCanBeRead(Api api, JsonNode document) {
        for (var operation : Operation.of(document)) {
            if (operation.method().equals("GET")
                    && !operation.hasPathParameters()
                    && LEFT_OUT.stream().noneMatch(operation.path()::endsWith)) {
                var answer = send(api, operation, operation.path() + "?page_size=100&per_page=1000", "");
                check(answer);
                boolean isJson = !operation.path().equals("/metrics");
                if (isJson && answer.status() == 200 && answer.json().isMissingNode()) {
                    findings.add("not JSON: " + answer);
                }
            }
        }
    }

    private static Optional<Route> routeOf(List<Route> routes, Operation operation) {
        return routes.stream()
                .filter(route -> route.method().equals(operation.method())
                        && route.template().equals(operation.path()))
                .findFirst();
    }

    private void fuzz(Api api, Operation operation, Optional<Route> route) {
        if (operation.hasPathParameters()) {
            for (var value : Hostile.encoded(random, PER_PLACE * 2)) {
                check(send(api, operation, operation.pathWith(value), operation.takesJson() ? "{}" : ""));
            }
        }
        var path = route.map(known -> known.call().get().path()).orElseGet(() -> operation.pathWith("999999999"));
        for (var parameter : operation.query()) {
            for (var value : Hostile.encoded(random, PER_PLACE)) {
                var separator = path.contains("?") ? "&" : "?";
                check(send(api, operation, path + separator + parameter + "=" + value, ""));
            }
        }
        if (operation.takesJson()) {
            Hostile.values(random, PER_PLACE).forEach(whole -> check(send(api, operation, path, whole)));
            for (var field : operation.fields()) {
                Hostile.values(random, PER_PLACE).forEach(value -> fuzzField(api, operation, route, field, value));
            }
        }
    }

    private void fuzzField(Api api, Operation operation, Optional<Route> route, String field, String value) {
        var call = route.map(known -> known.call().get());
        var path = call.map(Route.Call::path).orElseGet(() -> operation.pathWith("999999999"));
        var good =
                call.map(Route.Call::body).filter(ObjectNode.class::isInstance).orElseGet(Json::object);
        var before = operation.method().equals("PUT") ? api.get(path).json() : null;

        var answer = send(api, operation, path, with((ObjectNode) good, field, value));

        check(answer);
        if (answer.status() >= 400 && before != null) {
            unchanged(api, path, before, answer);
        }
        if (answer.status() >= 400 && operation.method().equals("POST") && !field.equals("ref") && good.has("ref")) {
            absent(api, path + "/" + good.path("ref").asText(), answer);
        }
    }

    /** The body as text, for values that are no valid JSON to a library. */
    private static String with(ObjectNode good, String field, String value) {
        var rest = good.deepCopy();
        rest.remove(field);
        var text = rest.toString();
        return text.substring(0, text.length() - 1) + (rest.isEmpty() ? "" : ",") + Json.value(field) + ":" + value
                + "}";
    }

    private void unchanged(Api api, String path, JsonNode before, Answer refused) {
        if (!api.get(path).json().equals(before)) {
            findings.add("changed although refused: " + refused);
        }
    }

    private void absent(Api api, String path, Answer refused) {
        if (api.get(path).status() == 200) {
            findings.add("made although refused: " + refused);
        }
    }

    private Answer send(Api api, Operation operation, String path, String body) {
        requests++;
        return body.isEmpty()
                ? api.send(operation.method(), path, BodyPublishers.noBody(), Map.of())
                : api.send(
                        operation.method(),
                        path,
                        BodyPublishers.ofString(body),
                        Map.of("Content-Type", "application/json"));
    }

    private void check(Answer answer) {
        problem(answer).ifPresent(problem -> findings.add(problem + ": " + answer));
    }

    private static Optional<String> problem(Answer answer) {
        if (answer.status() >= 500 && answer.status() != 501) {
            return Optional.of("an error of ours");
        }
        if (answer.header("X-Request-Id").isEmpty()) {
            return Optional.of("no request id");
        }
        if (answer.header("X-Injected").isPresent()) {
            return Optional.of("a header of the caller's in our answer");
        }
        if (answer.status() < 400) {
            return Optional.empty();
        }
        if (answer.body().isEmpty()) {
            // Only where there is no such route.
            return answer.status() == 404 || answer.status() == 405
                    ? Optional.empty()
                    : Optional.of("an empty refusal");
        }
        var error = answer.json().path("error");
        boolean shaped = error.isTextual()
                ? !error.asText().isBlank() && answer.json().path("code").isTextual()
                : error.path("message").isTextual();
        if (!shaped) {
            return Optional.of("a refusal of another shape");
        }
        return tellsInternals(answer.body()) ? Optional.of("internals in an answer") : Optional.empty();
    }

    private static boolean tellsInternals(String body) {
        return List.of("Exception", "io.attune.", "java.", "org.postgresql", "jooq", "violates", "SQLSTATE").stream()
                .anyMatch(body::contains);
    }

    private static Api tenantWithAllRights() {
        var login = "tenant-" + UUID.randomUUID() + "@example.com";
        var registered = platform.api()
                .fromElsewhere()
                .post(
                        "/auth/register",
                        Json.object("login", login, "password", "long-enough-secret", "display_name", "Tenant"))
                .expect(200)
                .data();
        var id = registered.path("user").path("id").asLong();
        platform.admin()
                .post(
                        "/api/v1/permissions/assignments",
                        Json.object("identity_id", id, "permission_set_ref", "core.admin"))
                .expect(201);
        return platform.api().login(login, "long-enough-secret");
    }
}
