package io.attune.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.server.boot.ApiClient;
import io.attune.server.boot.Platform;
import io.attune.server.boot.Role;
import io.attune.server.boot.TestPlatform;
import io.attune.store.Transactions;
import io.attune.store.identity.IdentityStore;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each kind of token on each route, by what the route declares (SEC-1, SEC-12): nothing is open that does not say so. */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class TokenKindsTest {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    @Inject
    Platform platform;

    @Inject
    BeanManager beans;

    @Inject
    Tokens tokens;

    @Inject
    Transactions transactions;

    @TestHTTPResource("/")
    URI base;

    /** A route as its method declares it. */
    private record Route(String method, String path, Permit permit) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    @BeforeEach
    void start() {
        if (!platform.isReady()) {
            platform.start(EnumSet.of(Role.API, Role.ENGINE));
        }
    }

    @TestFactory
    Stream<DynamicTest> everyRouteTakesTheKindsOfTokenItDeclares() {
        var routes = routes();
        assertThat(routes).hasSizeGreaterThan(80);
        var byKind = new EnumMap<TokenKind, String>(Map.of(
                TokenKind.ACCESS, ApiClient.operator(base).token(),
                TokenKind.REFRESH,
                        tokens.issueRefreshToken(
                                new IdentityId(2), TestPlatform.LOGIN, UUID.randomUUID(), UUID.randomUUID()),
                TokenKind.EXECUTION, executionToken(liveExecution()),
                TokenKind.SENSOR, sensorToken(),
                TokenKind.WORKER, tokens.issueWorkerToken(IdentityStore.SYSTEM, 1, "w")));
        return routes.stream()
                .flatMap(route -> byKind.entrySet().stream()
                        .map(entry -> dynamicTest(
                                entry.getKey().wire() + " on " + route,
                                () -> check(route, entry.getKey(), entry.getValue()))));
    }

    @Test
    void theTokenOfARunDiesWithIt() {
        long execution = liveExecution();
        var run = ApiClient.anonymous(base).as(executionToken(execution));
        run.get("/auth/me").expect(200);

        transactions.engineTask(tx -> tx.sql()
                .execute("update execution set status = 'completed', ended_at = now() where id = ?", execution));

        run.get("/auth/me").expect(401);
    }

    private void check(Route route, TokenKind kind, String token) throws IOException, InterruptedException {
        var answer = send(route, token);

        boolean declared = Arrays.asList(route.permit().tokens()).contains(kind);
        if (declared) {
            assertThat(answer.status()).as(answer.body()).isNotEqualTo(401);
            assertThat(answer.body()).doesNotContain("not open to this kind of token");
            if (route.permit().operator() && kind == TokenKind.EXECUTION) {
                assertThat(answer.status()).as("a run is no operator").isEqualTo(403);
            }
        } else if (kind == TokenKind.ACCESS || kind == TokenKind.EXECUTION) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(403);
            assertThat(answer.body()).contains("not open to this kind of token");
        } else {
            assertThat(answer.status()).as(answer.body()).isEqualTo(401);
        }
    }

    private record Received(int status, String body) {}

    private Received send(Route route, String token) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(base.resolve(route.path()))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(
                        route.method(),
                        route.method().equals("GET") || route.method().equals("DELETE")
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        var response = CLIENT.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (var body = response.body()) {
            // A stream that was opened goes on for ever; whether it was opened is all there is to know.
            boolean stream =
                    response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
            return new Received(
                    response.statusCode(), stream ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private List<Route> routes() {
        return beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .<Class<?>>map(bean -> bean.getBeanClass())
                .filter(type -> type.isAnnotationPresent(Path.class))
                .distinct()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Permit.class))
                        // Without the declared media type the request does not reach the guard.
                        .filter(method -> takesJson(type, method))
                        .flatMap(method -> route(type, method)))
                .toList();
    }

    private static boolean takesJson(Class<?> type, Method method) {
        var consumes = method.isAnnotationPresent(Consumes.class)
                ? method.getAnnotation(Consumes.class)
                : type.getAnnotation(Consumes.class);
        return consumes == null || Arrays.asList(consumes.value()).contains("application/json");
    }

    private static Stream<Route> route(Class<?> type, Method method) {
        var path = type.getAnnotation(Path.class).value()
                + "/"
                + (method.isAnnotationPresent(Path.class)
                        ? method.getAnnotation(Path.class).value()
                        : "");
        var concrete = path.replaceAll("/+", "/")
                .replaceAll("/$", "")
                .replaceAll("\\{[^}]*\\bid[^}]*}", "999999999")
                .replaceAll("\\{[^}]*_id[^}]*}", "999999999")
                .replaceAll("\\{[^}]*}", "nothing.there");
        return Arrays.stream(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(Objects::nonNull)
                .map(http -> new Route(http.value(), concrete, method.getAnnotation(Permit.class)));
    }

    /** Of a sensor that exists: a token is good for nothing without. */
    private String sensorToken() {
        transactions.engineTask(tx -> tx.sql().execute("""
                        insert into sensor (tenant_id, pack_id, pack_ref, ref, label, entrypoint, trigger_types)
                        select tenant_id, id, ref, 'core.watch', 'Watch', 'watch.sh', '{core.watched}' from pack where ref = 'core'"""));
        return tokens.issueSensorToken(
                IdentityStore.SYSTEM, "core.watch", List.of("core.watched"), Duration.ofHours(1));
    }

    private String executionToken(long execution) {
        return tokens.issueExecutionToken(
                new ExecutionId(execution),
                new IdentityId(2),
                "core.echo",
                List.of("core.admin"),
                List.of(),
                List.of(),
                Duration.ofMinutes(5));
    }

    /** A run of the first operator that no worker has and no sweep looks at. */
    private long liveExecution() {
        return transactions.engine(tx -> tx.sql().fetchSingle("""
                        insert into execution (tenant_id, action_ref, executor, permission_set_refs, status, started_at)
                        select tenant_id, 'core.echo', id, '{core.admin}', 'running', now() from identity where id = 2
                        returning id""").get(0, Long.class));
    }
}
