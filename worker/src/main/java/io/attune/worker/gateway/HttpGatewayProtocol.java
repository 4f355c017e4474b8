package io.attune.worker.gateway;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.attune.model.WireEnum;
import io.attune.model.execution.LogStream;
import io.attune.worker.gateway.WorkerGateway.WorkerSession;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The words that {@link HttpWorkerGateway} and the server's gateway resource exchange: paths, headers, JSON shapes, and the codec of
 * both. It is private to one release of Attune; unknown fields are ignored so that a rolling update can add some.
 *
 * <p>Every request carries {@code Authorization: Bearer <worker token>}. Every request but {@code register} names its session in the
 * headers {@link #WORKER_ID}, {@link #WORKER_NAME} (percent-encoded) and {@link #INCARNATION}; the server checks that the token may act
 * for that worker. Bodies are JSON with snake-case names; durations are whole milliseconds; bytes are Base64; enums are lower case.
 *
 * <table>
 * <caption>Calls below {@link #BASE}</caption>
 * <tr><th>Call</th><th>Request</th><th>Answer</th></tr>
 * <tr><td>{@code POST /register}</td><td>{@link WorkerGateway.WorkerRegistration}</td><td>{@link WorkerSession}</td></tr>
 * <tr><td>{@code POST /lease} (waits)</td><td>{@link LeaseRequest}</td><td>{@link LeaseAnswer}</td></tr>
 * <tr><td>{@code POST /started}</td><td>{@link StartedRequest}</td><td>{@link StartedAnswer}</td></tr>
 * <tr><td>{@code POST /logs?execution=&stream=&offset=}</td><td>the bytes, {@link #BYTES}</td><td>204</td></tr>
 * <tr><td>{@code POST /complete}</td><td>{@link CompleteRequest}</td><td>204</td></tr>
 * <tr><td>{@code POST /heartbeat}</td><td>{@link WorkerGateway.Heartbeat}</td><td>{@link WorkerGateway.HeartbeatAnswer}</td></tr>
 * <tr><td>{@code POST /cancellations} (waits)</td><td>{@link CancellationsRequest}</td><td>{@link CancellationsAnswer}</td></tr>
 * <tr><td>{@code POST /deregister}</td><td>nothing</td><td>204</td></tr>
 * <tr><td>{@code GET /packs/{ref}/archive}</td><td>nothing</td><td>a gzipped tar of the pack directory, {@link #ARCHIVE}; 404 when
 * the pack has no files</td></tr>
 * </table>
 *
 * <p>What waits answers within the asked time ({@code max_wait}, at most {@link #LONGEST_WAIT}), empty if nothing came. A status of 400, 404,
 * 409, 413 or 422 means {@link GatewayRefusedException}; every other failure means {@link GatewayUnavailableException}, a refused token
 * too, since an operator may put it right. A {@code complete} body may have up to {@link #LARGEST_BODY} bytes (a result holds up to 10 MiB
 * of text, and JSON may need several bytes for one).
 */
public final class HttpGatewayProtocol {
    public static final String BASE = "/api/v1/internal/gateway";
    public static final String REGISTER = "/register";
    public static final String LEASE = "/lease";
    public static final String STARTED = "/started";
    public static final String LOGS = "/logs";
    public static final String COMPLETE = "/complete";
    public static final String HEARTBEAT = "/heartbeat";
    public static final String CANCELLATIONS = "/cancellations";
    public static final String DEREGISTER = "/deregister";
    /** With the JAX-RS style template of the pack's ref. */
    public static final String PACK_ARCHIVE = "/packs/{ref}/archive";

    public static final String WORKER_ID = "X-Attune-Worker-Id";
    public static final String WORKER_NAME = "X-Attune-Worker-Name";
    public static final String INCARNATION = "X-Attune-Incarnation";

    public static final String JSON = "application/json";
    public static final String BYTES = "application/octet-stream";
    public static final String ARCHIVE = "application/gzip";

    public static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    public static final long LARGEST_BODY = 96L << 20;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new SimpleModule()
                    .addSerializer(Duration.class, new DurationWriter())
                    .addDeserializer(Duration.class, new DurationReader()))
            .build();

    static {
        // A result may repeat a whole output of 10 MiB in one string, and a tail as much in Base64.
        MAPPER.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength((int) LARGEST_BODY)
                        .build());
    }

    private HttpGatewayProtocol() {}

    public record LeaseRequest(int max, int maxInternal, Duration maxWait) {}

    public record LeaseAnswer(List<LeasedRun> runs) {}

    public record StartedRequest(List<Long> executions) {}

    /** @param executions those that may start */
    public record StartedAnswer(Set<Long> executions) {}

    public record CompleteRequest(List<RunReport> reports) {}

    public record CancellationsRequest(Duration maxWait) {}

    public record CancellationsAnswer(Set<Long> executions) {}

    /** Encodes any of the shapes above. */
    public static byte[] write(Object shape) {
        try {
            return MAPPER.writeValueAsBytes(shape);
        } catch (IOException e) {
            throw new IllegalStateException("cannot encode " + shape.getClass().getSimpleName(), e);
        }
    }

    /** @throws GatewayRefusedException when the text is not the wanted shape */
    public static <T> T read(Class<T> shape, byte[] json) {
        try {
            return requirePresent(shape, MAPPER.readValue(json, shape));
        } catch (IOException e) {
            throw unreadable(shape, e);
        }
    }

    /** Reads to the end and leaves closing to the caller. Otherwise as {@link #read(Class, byte[])}. */
    public static <T> T read(Class<T> shape, InputStream json) throws IOException {
        return read(shape, json.readAllBytes());
    }

    private static <T> T requirePresent(Class<T> shape, @Nullable T value) {
        if (value == null) {
            throw new GatewayRefusedException("expected " + shape.getSimpleName() + ", found null");
        }
        return value;
    }

    private static GatewayRefusedException unreadable(Class<?> shape, IOException e) {
        // The message of the parser may quote the text, which may hold secrets.
        var where = e instanceof JsonProcessingException parse && parse.getLocation() != null
                ? " at line " + parse.getLocation().getLineNr() + ", column "
                        + parse.getLocation().getColumnNr()
                : "";
        return new GatewayRefusedException("expected " + shape.getSimpleName() + where + ", found something else");
    }

    /** The headers that name {@code session}. */
    public static Map<String, String> sessionHeaders(WorkerSession session) {
        return Map.of(
                WORKER_ID,
                Long.toString(session.workerId()),
                WORKER_NAME,
                URLEncoder.encode(session.name(), StandardCharsets.UTF_8),
                INCARNATION,
                session.incarnation());
    }

    /**
     * The session that the headers name.
     *
     * @param header value of a header by name, or null
     * @throws GatewayRefusedException when one is missing or malformed
     */
    public static WorkerSession readSession(Function<String, @Nullable String> header, Duration heartbeatInterval) {
        try {
            return new WorkerSession(
                    Long.parseLong(required(header, WORKER_ID)),
                    URLDecoder.decode(required(header, WORKER_NAME), StandardCharsets.UTF_8),
                    required(header, INCARNATION),
                    heartbeatInterval);
        } catch (NumberFormatException e) {
            throw new GatewayRefusedException("expected a number in " + WORKER_ID);
        }
    }

    private static String required(Function<String, @Nullable String> header, String name) {
        @Nullable String value = header.apply(name);
        if (value == null || value.isEmpty()) {
            throw new GatewayRefusedException("missing header " + name);
        }
        return value;
    }

    /** Path and query of {@link #LOGS} for a piece of output. */
    public static String logsPath(long execution, LogStream stream, long offset) {
        return LOGS + "?execution=" + execution + "&stream=" + stream.wire() + "&offset=" + offset;
    }

    /** @throws GatewayRefusedException for an unknown word */
    public static LogStream readStream(@Nullable String wire) {
        return WireEnum.find(LogStream.class, wire == null ? "" : wire)
                .orElseThrow(() -> new GatewayRefusedException("stream must be stdout or stderr"));
    }

    /** {@link #PACK_ARCHIVE} with the ref filled in. */
    public static String packArchivePath(String packRef) {
        return PACK_ARCHIVE.replace(
                "{ref}", URLEncoder.encode(packRef, StandardCharsets.UTF_8).replace("+", "%20"));
    }

    private static final class DurationWriter extends JsonSerializer<Duration> {
        @Override
        public void serialize(Duration value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeNumber(value.toMillis());
        }
    }

    private static final class DurationReader extends JsonDeserializer<Duration> {
        @Override
        public Duration deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return Duration.ofMillis(in.getLongValue());
        }
    }
}
