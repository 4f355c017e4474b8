package io.attune.worker.gateway;

import io.attune.model.execution.LogStream;
import io.attune.worker.gateway.HttpGatewayProtocol.CancellationsAnswer;
import io.attune.worker.gateway.HttpGatewayProtocol.CancellationsRequest;
import io.attune.worker.gateway.HttpGatewayProtocol.CompleteRequest;
import io.attune.worker.gateway.HttpGatewayProtocol.LeaseAnswer;
import io.attune.worker.gateway.HttpGatewayProtocol.LeaseRequest;
import io.attune.worker.gateway.HttpGatewayProtocol.StartedAnswer;
import io.attune.worker.gateway.HttpGatewayProtocol.StartedRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@link WorkerGateway} over HTTP, as {@link HttpGatewayProtocol} says. Thread-safe. */
public final class HttpWorkerGateway implements WorkerGateway, AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** For an answer, beyond the time the platform was asked to wait. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Set<Integer> REFUSALS = Set.of(400, 404, 409, 413, 422);

    private final URI base;
    private final Supplier<String> token;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /**
     * @param server such as {@code https://attune.example.org}
     * @param token of the worker; asked for at each call, so that it may be renewed
     */
    public HttpWorkerGateway(URI server, Supplier<String> token) {
        this.base = URI.create(server.toString().replaceAll("/+$", "") + HttpGatewayProtocol.BASE);
        this.token = token;
    }

    @Override
    public WorkerSession register(WorkerRegistration registration) {
        return HttpGatewayProtocol.read(
                WorkerSession.class, post(null, HttpGatewayProtocol.REGISTER, registration, Duration.ZERO));
    }

    @Override
    public List<LeasedRun> lease(WorkerSession session, int max, int maxInternal, Duration wait) {
        var asked = new LeaseRequest(max, maxInternal, bounded(wait));
        return HttpGatewayProtocol.read(LeaseAnswer.class, post(session, HttpGatewayProtocol.LEASE, asked, wait))
                .runs();
    }

    @Override
    public Set<Long> started(WorkerSession session, List<Long> executions) {
        var answer = post(session, HttpGatewayProtocol.STARTED, new StartedRequest(executions), Duration.ZERO);
        return HttpGatewayProtocol.read(StartedAnswer.class, answer).executions();
    }

    @Override
    public void appendLog(WorkerSession session, long execution, LogStream stream, long offset, byte[] bytes) {
        var request = request(session, HttpGatewayProtocol.logsPath(execution, stream, offset), PATIENCE)
                .header("Content-Type", HttpGatewayProtocol.BYTES)
                .POST(BodyPublishers.ofByteArray(bytes))
                .build();
        byte[] _ = body(request);
    }

    @Override
    public void complete(WorkerSession session, List<RunReport> reports) {
        byte[] _ = post(session, HttpGatewayProtocol.COMPLETE, new CompleteRequest(reports), Duration.ZERO);
    }

    @Override
    public HeartbeatAnswer heartbeat(WorkerSession session, Heartbeat heartbeat) {
        return HttpGatewayProtocol.read(
                HeartbeatAnswer.class, post(session, HttpGatewayProtocol.HEARTBEAT, heartbeat, Duration.ZERO));
    }

    @Override
    public Set<Long> awaitCancellations(WorkerSession session, Duration wait) {
        var answer = post(session, HttpGatewayProtocol.CANCELLATIONS, new CancellationsRequest(bounded(wait)), wait);
        return HttpGatewayProtocol.read(CancellationsAnswer.class, answer).executions();
    }

    @Override
    public InputStream packArchive(WorkerSession session, String packRef) throws IOException {
        var request = request(session, HttpGatewayProtocol.packArchivePath(packRef), PATIENCE)
                .GET()
                .build();
        var answer = send(request, BodyHandlers.ofInputStream());
        if (answer.statusCode() / 100 != 2) {
            try (var body = answer.body()) {
                throw failure(request, answer.statusCode(), body.readNBytes(10_000));
            }
        }
        return answer.body();
    }

    @Override
    public void deregister(WorkerSession session) {
        byte[] _ = body(request(session, HttpGatewayProtocol.DEREGISTER, CONNECT_TIMEOUT)
                .POST(BodyPublishers.noBody())
                .build());
    }

    private static Duration bounded(Duration wait) {
        return wait.compareTo(HttpGatewayProtocol.LONGEST_WAIT) < 0 ? wait : HttpGatewayProtocol.LONGEST_WAIT;
    }

    private byte[] post(@Nullable WorkerSession session, String path, Object shape, Duration wait) {
        return body(request(session, path, wait.plus(PATIENCE))
                .header("Content-Type", HttpGatewayProtocol.JSON)
                .POST(BodyPublishers.ofByteArray(HttpGatewayProtocol.write(shape)))
                .build());
    }

    private HttpRequest.Builder request(@Nullable WorkerSession session, String path, Duration timeout) {
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(timeout)
                .header("Authorization", "Bearer " + token.get());
        if (session != null) {
            HttpGatewayProtocol.sessionHeaders(session).forEach(request::header);
        }
        return request;
    }

    private byte[] body(HttpRequest request) {
        var answer = send(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() / 100 != 2) {
            throw failure(request, answer.statusCode(), answer.body());
        }
        return answer.body();
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (IOException e) {
            throw new GatewayUnavailableException("no answer from " + base.getHost(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayUnavailableException("interrupted while waiting for " + base.getHost(), e);
        }
    }

    private static RuntimeException failure(HttpRequest request, int status, byte[] body) {
        var text = new String(body, StandardCharsets.UTF_8);
        var message = request.method() + " " + request.uri().getPath() + " answered " + status + ": "
                + (text.length() > 300 ? text.substring(0, 300) : text);
        // A token that is not taken for the first call will not be taken for another; later, the platform may be in the
        // middle of a restart.
        boolean unknown = status == 401 && request.uri().getPath().endsWith(HttpGatewayProtocol.REGISTER);
        return unknown || REFUSALS.contains(status)
                ? new GatewayRefusedException(message)
                : new GatewayUnavailableException(message, null);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
