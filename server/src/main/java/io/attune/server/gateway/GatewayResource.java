package io.attune.server.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.server.audit.Audit;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.OpaqueToken;
import io.attune.server.auth.Permit;
import io.attune.server.auth.TokenKind;
import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import io.attune.server.http.AttuneException;
import io.attune.server.http.BodyLimit;
import io.attune.server.http.ErrorCode;
import io.attune.server.http.Unhurried;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.enrolment.EnrolmentTokenStore;
import io.attune.store.enrolment.EnrolmentTokenStore.Enrolment;
import io.attune.store.worker.WorkerSessionStore.RegisteredWorker;
import io.attune.worker.gateway.GatewayRefusedException;
import io.attune.worker.gateway.GatewayUnavailableException;
import io.attune.worker.gateway.HttpGatewayProtocol;
import io.attune.worker.gateway.HttpGatewayProtocol.CancellationsAnswer;
import io.attune.worker.gateway.HttpGatewayProtocol.CancellationsRequest;
import io.attune.worker.gateway.HttpGatewayProtocol.CompleteRequest;
import io.attune.worker.gateway.HttpGatewayProtocol.LeaseAnswer;
import io.attune.worker.gateway.HttpGatewayProtocol.LeaseRequest;
import io.attune.worker.gateway.HttpGatewayProtocol.StartedAnswer;
import io.attune.worker.gateway.HttpGatewayProtocol.StartedRequest;
import io.attune.worker.gateway.WorkerGateway.Heartbeat;
import io.attune.worker.gateway.WorkerGateway.WorkerRegistration;
import io.attune.worker.gateway.WorkerGateway.WorkerSession;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The worker gateway over HTTP, for workers far away: see {@link HttpGatewayProtocol}. Private to one release, and no part of the API.
 * A session is bound to its process by the incarnation, which only that process and the platform know.
 */
@Path(HttpGatewayProtocol.BASE)
@RunOnVirtualThread
@Unhurried("workers wait for work, and send long results")
@BodyLimit((int) HttpGatewayProtocol.LARGEST_BODY)
@Produces(HttpGatewayProtocol.JSON)
public class GatewayResource {
    private final PlatformGateway gateway;
    private final CurrentCaller caller;
    private final Transactions transactions;
    private final EnrolmentTokenStore enrolments;
    private final Audit audit;
    private final Clock clock;
    private final Duration heartbeatInterval;

    @Inject
    GatewayResource(
            PlatformGateway gateway,
            CurrentCaller caller,
            Transactions transactions,
            EnrolmentTokenStore enrolments,
            Audit audit,
            Clock clock,
            Settings settings) {
        this.gateway = gateway;
        this.caller = caller;
        this.transactions = transactions;
        this.enrolments = enrolments;
        this.audit = audit;
        this.clock = clock;
        this.heartbeatInterval = settings.get(ConfigKeys.WORKER_HEARTBEAT_INTERVAL);
    }

    @POST
    @Path(HttpGatewayProtocol.REGISTER)
    @Consumes(HttpGatewayProtocol.JSON)
    @Permit(tokens = TokenKind.WORKER)
    @Operation(hidden = true)
    public byte[] register(@Context HttpHeaders headers, InputStream body) {
        return call(() -> {
            var wanted = complete(HttpGatewayProtocol.read(WorkerRegistration.class, bounded(body)));
            var enrolment = enrolment(headers);
            var labels = enrolment.map(Enrolment::labels).orElseGet(JsonNodeFactory.instance::objectNode);
            return HttpGatewayProtocol.write(
                    gateway.registerRemote(labelled(wanted, labels), (tx, worker) -> admit(tx, enrolment, worker)));
        });
    }

    /** What was read from JSON may lack what the record promises. */
    private static WorkerRegistration complete(WorkerRegistration wanted) {
        if (Stream.of(wanted.name(), wanted.workerType(), wanted.incarnation(), wanted.capabilities())
                .anyMatch(Objects::isNull)) {
            throw new GatewayRefusedException("a registration needs name, worker_type, incarnation and capabilities");
        }
        return wanted;
    }

    /**
     * A token speaks for the worker that registers with it first, and no two tokens for one worker (SEC-16). In the transaction of the
     * registration, which a refusal undoes.
     */
    private void admit(Tx tx, Optional<Enrolment> enrolment, RegisteredWorker worker) {
        var own = caller.get().workerId();
        boolean ofThisToken = own == null || own == worker.id().value();
        boolean bound = enrolment
                .map(token -> enrolments.bind(tx, token.id(), worker.name()))
                .orElse(own != null);
        if (!ofThisToken || !bound) {
            throw new GatewayRefusedException(
                    "'" + worker.name() + "' is the worker of another token, or this token is that of"
                            + " another worker; choose another name (--name), or revoke the other token and take a new one");
        }
        audit.recordOfPlatform(
                tx,
                caller.get(),
                "admin.worker.registered",
                new Audit.Subject("worker", worker.id().value(), worker.name()));
    }

    private Optional<Enrolment> enrolment(HttpHeaders headers) {
        var authorization = Objects.requireNonNullElse(headers.getHeaderString(HttpHeaders.AUTHORIZATION), "");
        var hash = OpaqueToken.hash(authorization.replaceFirst("(?i)^bearer ", ""));
        return transactions.engine(tx -> enrolments.use(tx, hash, clock.instant()));
    }

    /** A worker may say more about itself, but not otherwise: runs are placed by what the operator said. */
    private static WorkerRegistration labelled(WorkerRegistration wanted, JsonNode labels) {
        if (labels.isEmpty() || !(wanted.capabilities().deepCopy() instanceof ObjectNode capabilities)) {
            return wanted;
        }
        labels.properties().forEach(label -> capabilities.withObject("/labels").set(label.getKey(), label.getValue()));
        return new WorkerRegistration(
                wanted.name(),
                wanted.workerType(),
                wanted.host(),
                wanted.incarnation(),
                wanted.slots(),
                capabilities,
                wanted.inProcess());
    }

    @POST
    @Path(HttpGatewayProtocol.LEASE)
    @Consumes(HttpGatewayProtocol.JSON)
    @Permit(tokens = TokenKind.WORKER)
    @Operation(hidden = true)
    public byte[] lease(@Context HttpHeaders headers, InputStream body) {
        return call(() -> {
            var request = HttpGatewayProtocol.read(LeaseRequest.class, bounded(body));
            return HttpGatewayProtocol.write(new LeaseAnswer(
                    gateway.lease(session(headers), request.max(), request.maxInternal(), bounded(request.maxWait()))));
        });
    }

    @POST
    @Path(HttpGatewayProtocol.STARTED)
    @Consumes(HttpGatewayProtocol.JSON)
    @Permit(tokens = TokenKind.WORKER)
    @Operation(hidden = true)
    public byte[] started(@Context HttpHeaders headers, InputStream body) {
        return call(() -> {
            var request = HttpGatewayProtocol.read(StartedRequest.class, bounded(body));
            return HttpGatewayProtocol.write(
                    new StartedAnswer(gateway.started(session(headers), request.executions())));
        });
    }

    @POST
    @Path(HttpGatewayProtocol.LOGS)
    @Consumes(HttpGatewayProtocol.BYTES)
    @Permit(tokens = TokenKind.WORKER)
    @Operation(hidden = true)
    public void logs(
            @Context HttpHeaders headers,
            @QueryParam("execution") long execution,
            @QueryParam("stream") @Nullable String stream,
            @QueryParam("offset") @DefaultValue("0") long offset,
            InputStream body) {
        var _ = call(() -> {
            gateway.appendLog(
                    session(headers), execution, HttpGatewayProtocol.readStream(stream), offset, bounded(body));
            return true;
        });
    }

    @POST
    @Path(HttpGatewayProtocol.COMPLETE)
    @Consumes(HttpGatewayProtocol.JSON)
    @Permit(tokens = TokenKind.WORKER)
    @Operation(hidden = true)
    public void complete(@Context HttpHeaders headers, InputStream body) {
        var _ = call(() -> {
            gateway.complete(
                    session(headers),
                    HttpGatewayProtocol.read(CompleteRequest.class, bounded(body))
                            .reports());
            return true;
        });
    }

    @POST
    @Path(HttpGatewayProtocol.HEARTBEAT)
    @Consumes(HttpGatewayProtocol.JSON)
    @Permit(tokens = TokenKind.WORKER)
    @Operation(hidden = true)
    public byte[] heartbeat(@Context HttpHeaders headers, InputStream body) {
        return call(() -> HttpGatewayProtocol.write(
                gateway.heartbeat(session(headers), HttpGatewayProtocol.read(Heartbeat.class, bounded(body)))));
    }

    @POST
    @Path(HttpGatewayProtocol.CANCELLATIONS)
    @Consumes(HttpGatewayProtocol.JSON)
    @Permit(tokens = TokenKind.WORKER)
    @Operation(hidden = true)
    public byte[] cancellations(@Context HttpHeaders headers, InputStream body) {
        return call(() -> {
            var request = HttpGatewayProtocol.read(CancellationsRequest.class, bounded(body));
            return HttpGatewayProtocol.write(
                    new CancellationsAnswer(gateway.awaitCancellations(session(headers), bounded(request.maxWait()))));
        });
    }

    @POST
    @Path(HttpGatewayProtocol.DEREGISTER)
    @Permit(tokens = TokenKind.WORKER)
    @Operation(hidden = true)
    public void deregister(@Context HttpHeaders headers) {
        var _ = call(() -> {
            gateway.deregister(session(headers));
            return true;
        });
    }

    @GET
    @Path(HttpGatewayProtocol.PACK_ARCHIVE)
    @Produces(HttpGatewayProtocol.ARCHIVE)
    @Permit(tokens = TokenKind.WORKER)
    @Operation(hidden = true)
    public byte[] packArchive(@Context HttpHeaders headers, @PathParam("ref") String ref) {
        return call(() -> {
            try (var archive = gateway.packArchive(session(headers), ref)) {
                return archive.readAllBytes();
            }
        });
    }

    private WorkerSession session(HttpHeaders headers) {
        var session = HttpGatewayProtocol.readSession(headers::getHeaderString, heartbeatInterval);
        var own = caller.get().workerId();
        if (own == null || own != session.workerId()) {
            // Not 403: the worker registers anew, and hears there whether its token is good for that.
            throw new GatewayRefusedException("this token is not that of worker " + session.workerId());
        }
        return session;
    }

    private static Duration bounded(Duration wait) {
        return wait.compareTo(HttpGatewayProtocol.LONGEST_WAIT) > 0 ? HttpGatewayProtocol.LONGEST_WAIT : wait;
    }

    private static byte[] bounded(InputStream body) throws IOException {
        var bytes = body.readNBytes((int) HttpGatewayProtocol.LARGEST_BODY + 1);
        if (bytes.length > HttpGatewayProtocol.LARGEST_BODY) {
            throw new GatewayRefusedException("the body is larger than " + HttpGatewayProtocol.LARGEST_BODY + " bytes");
        }
        return bytes;
    }

    /** Says in statuses what the exceptions of the gateway say: 422 is never worth repeating, 500 is. */
    private static <T> T call(Callable<T> work) {
        try {
            return work.call();
        } catch (GatewayRefusedException e) {
            throw new AttuneException(ErrorCode.UNPROCESSABLE_ENTITY, String.valueOf(e.getMessage()));
        } catch (GatewayUnavailableException e) {
            throw new AttuneException(ErrorCode.DATABASE_ERROR, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("worker gateway", e);
        }
    }
}
