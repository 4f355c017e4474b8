package io.attune.worker.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpServer;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.execution.LogStream;
import io.attune.worker.RunBuilder;
import io.attune.worker.gateway.HttpGatewayProtocol.CancellationsAnswer;
import io.attune.worker.gateway.HttpGatewayProtocol.CompleteRequest;
import io.attune.worker.gateway.HttpGatewayProtocol.LeaseAnswer;
import io.attune.worker.gateway.HttpGatewayProtocol.LeaseRequest;
import io.attune.worker.gateway.HttpGatewayProtocol.StartedAnswer;
import io.attune.worker.gateway.WorkerGateway.Heartbeat;
import io.attune.worker.gateway.WorkerGateway.HeartbeatAnswer;
import io.attune.worker.gateway.WorkerGateway.WorkerRegistration;
import io.attune.worker.gateway.WorkerGateway.WorkerSession;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every call of the protocol against a server that records what it got and answers what a test says. */
class HttpWorkerGatewayTest {
    private static final WorkerSession SESSION = new WorkerSession(7, "wörker 1", "inc", Duration.ofSeconds(30));

    @SuppressWarnings("ArrayRecordComponent")
    private record Seen(String target, String token, WorkerSession session, byte[] body) {}

    private final List<Seen> seen = new ArrayList<>();
    private HttpServer server;
    private HttpWorkerGateway gateway;
    private int status = 200;
    private byte[] answer = new byte[0];

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var headers = exchange.getRequestHeaders();
            var session = headers.containsKey(HttpGatewayProtocol.WORKER_ID)
                    ? HttpGatewayProtocol.readSession(headers::getFirst, SESSION.heartbeatInterval())
                    : null;
            seen.add(new Seen(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                    headers.getFirst("Authorization"),
                    session,
                    exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
            try (var out = exchange.getResponseBody()) {
                out.write(answer);
            }
        });
        server.start();
        gateway = new HttpWorkerGateway(
                URI.create("http://localhost:" + server.getAddress().getPort() + "/"), () -> "token");
    }

    @AfterEach
    void close() {
        gateway.close();
        server.stop(0);
    }

    private void answers(Object shape) {
        answer = HttpGatewayProtocol.write(shape);
    }

    private Seen last() {
        return seen.getLast();
    }

    @Test
    void registersWithTheTokenOnly() {
        answers(SESSION);

        var session = gateway.register(new WorkerRegistration(
                "wörker 1", "remote", "host", "inc", 4, JsonNodeFactory.instance.objectNode(), false));

        assertThat(session).isEqualTo(SESSION);
        assertThat(last().target()).isEqualTo("POST /api/v1/internal/gateway/register");
        assertThat(last().token()).isEqualTo("Bearer token");
        assertThat(last().session()).isNull();
    }

    @Test
    void leasesRuns() {
        var run = RunBuilder.inline("true").build();
        answers(new LeaseAnswer(List.of(run)));

        assertThat(gateway.lease(SESSION, 3, 50, Duration.ofMinutes(5))).containsExactly(run);
        assertThat(last().session()).isEqualTo(SESSION);
        assertThat(HttpGatewayProtocol.read(LeaseRequest.class, last().body()))
                .isEqualTo(new LeaseRequest(3, 50, HttpGatewayProtocol.LONGEST_WAIT));
    }

    @Test
    void asksWhichMayStart() {
        answers(new StartedAnswer(Set.of(2L)));

        assertThat(gateway.started(SESSION, List.of(1L, 2L))).containsExactly(2L);
    }

    @Test
    void sendsLogsAsTheyAre() {
        status = 204;
        gateway.appendLog(SESSION, 5, LogStream.STDERR, 10, new byte[] {0, 1, -1});

        assertThat(last().target()).isEqualTo("POST /api/v1/internal/gateway/logs?execution=5&stream=stderr&offset=10");
        assertThat(last().body()).containsExactly(0, 1, -1);
    }

    @Test
    void reportsEnds() {
        status = 204;
        var report = new RunReport(
                1,
                1,
                ExecutionStatus.COMPLETED,
                JsonNodeFactory.instance.objectNode().put("succeeded", true),
                List.of(),
                Duration.ofMillis(3),
                RunReport.LogTail.NONE,
                RunReport.LogTail.NONE);

        gateway.complete(SESSION, List.of(report));

        assertThat(HttpGatewayProtocol.read(CompleteRequest.class, last().body())
                        .reports())
                .usingRecursiveComparison()
                .isEqualTo(List.of(report));
    }

    @Test
    void beatsAwaitsCancellationsAndSaysGoodbye() {
        answers(new HeartbeatAnswer(Set.of(3L), true));
        assertThat(gateway.heartbeat(SESSION, new Heartbeat(1, 0))).isEqualTo(new HeartbeatAnswer(Set.of(3L), true));
        answers(new CancellationsAnswer(Set.of(4L)));
        assertThat(gateway.awaitCancellations(SESSION, Duration.ofSeconds(1))).containsExactly(4L);
        status = 204;
        answer = new byte[0];
        gateway.deregister(SESSION);
        assertThat(last().target()).isEqualTo("POST /api/v1/internal/gateway/deregister");
    }

    @Test
    void readsPackArchives() throws Exception {
        answer = "archive".getBytes(StandardCharsets.UTF_8);

        try (var archive = gateway.packArchive(SESSION, "my pack")) {
            assertThat(archive.readAllBytes()).isEqualTo(answer);
        }
        assertThat(last().target()).isEqualTo("GET /api/v1/internal/gateway/packs/my%20pack/archive");
    }

    @Test
    void tellsRefusalsFromFailures() {
        for (int refusal : new int[] {400, 404, 409, 413, 422}) {
            status = refusal;
            assertThatThrownBy(() -> gateway.started(SESSION, List.of(1L))).isInstanceOf(GatewayRefusedException.class);
        }
        for (int failure : new int[] {401, 403, 429, 500, 503}) {
            status = failure;
            assertThatThrownBy(() -> gateway.started(SESSION, List.of(1L)))
                    .isInstanceOf(GatewayUnavailableException.class);
        }
        server.stop(0);
        assertThatThrownBy(() -> gateway.started(SESSION, List.of(1L))).isInstanceOf(GatewayUnavailableException.class);
    }
}
