package io.attune.server.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.server.audit.Audit;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.OpaqueToken;
import io.attune.server.auth.Permit;
import io.attune.server.auth.TokenKind;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.server.http.FieldChecks;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.change.Change;
import io.attune.store.change.Changes;
import io.attune.store.enrolment.EnrolmentToken;
import io.attune.store.enrolment.EnrolmentTokenStore;
import io.attune.store.worker.WorkerSessionStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Lets operators invite remote workers, and take an invitation back (api.md §7, SEC-16). */
@Path("/api/v1/workers/enrolment-tokens")
@RunOnVirtualThread
@Tag(name = "workers")
public class EnrolmentResource {
    private static final Duration DEFAULT_LIFE = Duration.ofHours(24);

    private final Transactions transactions;
    private final CurrentCaller current;
    private final Audit audit;
    private final Clock clock;
    private final ObjectMapper json;
    private final EnrolmentTokenStore enrolments = new EnrolmentTokenStore();
    private final WorkerSessionStore workers = new WorkerSessionStore();

    @Inject
    EnrolmentResource(Transactions transactions, CurrentCaller current, Audit audit, Clock clock, ObjectMapper json) {
        this.transactions = transactions;
        this.current = current;
        this.audit = audit;
        this.clock = clock;
        this.json = json;
    }

    public record EnrolmentRequest(
            @Nullable String label,
            @Nullable Instant expiresAt,
            @Nullable Map<String, String> labels) {}

    /** The only answer that ever holds the token. */
    public record EnrolmentView(String token, long id, Instant expiresAt) {}

    public record RevokeEnrolmentRequest(@Nullable String reason) {}

    /**
     * A token without the token.
     *
     * @param worker the name of the only worker it speaks for; null before that has registered
     * @param active whether it lets a worker in
     */
    public record EnrolmentTokenView(
            long id,
            String label,
            JsonNode labels,
            @Nullable String worker,
            @Nullable Long createdBy,
            Instant expiresAt,
            @Nullable Instant firstUsedAt,
            @Nullable Instant revokedAt,
            @Nullable Long revokedBy,
            @Nullable String revocationReason,
            boolean active,
            Instant created) {
        static EnrolmentTokenView of(EnrolmentToken token, Instant now) {
            return new EnrolmentTokenView(
                    token.id(),
                    token.label(),
                    token.labels(),
                    token.workerName(),
                    token.createdBy(),
                    token.expiresAt(),
                    token.firstUsedAt(),
                    token.revokedAt(),
                    token.revokedBy(),
                    token.revocationReason(),
                    token.isActive(now),
                    token.created());
        }
    }

    @GET
    @Permit(operator = true, tokens = TokenKind.ACCESS)
    @Operation(operationId = "list_worker_enrolment_tokens")
    public Data<List<EnrolmentTokenView>> list() {
        var now = clock.instant();
        return Data.of(transactions.engine(enrolments::list).stream()
                .map(token -> EnrolmentTokenView.of(token, now))
                .toList());
    }

    @POST
    @ResponseStatus(201)
    @Permit(operator = true, tokens = TokenKind.ACCESS)
    @Operation(operationId = "create_worker_enrolment_token")
    public Data<EnrolmentView> create(EnrolmentRequest body) {
        var caller = current.get();
        var now = clock.instant();
        var expires = Objects.requireNonNullElse(body.expiresAt(), now.plus(DEFAULT_LIFE));
        var checks = new FieldChecks().text("label", body.label(), 1, 255);
        if (!expires.isAfter(now)) {
            checks.finding("expires_at", "must be in the future");
        }
        checks.done();
        String token = OpaqueToken.ENROLMENT.make();
        JsonNode labels = json.valueToTree(Objects.requireNonNullElse(body.labels(), Map.of()));
        var label = String.valueOf(body.label());
        long id = transactions.engine(tx -> {
            long made = enrolments.insert(tx, OpaqueToken.hash(token), label, labels, caller.identity(), expires);
            record(tx, caller, made, label);
            return made;
        });
        return Data.of(new EnrolmentView(token, id, expires));
    }

    /** From the next request on the token is good for nothing; what its worker has in hand is settled as that of a lost one. */
    @POST
    @Path("/{id}/revoke")
    @Consumes(MediaType.APPLICATION_JSON)
    @Permit(operator = true, tokens = TokenKind.ACCESS)
    @Operation(operationId = "revoke_worker_enrolment_token")
    public Data<EnrolmentTokenView> revoke(@PathParam("id") long id, RevokeEnrolmentRequest body) {
        var caller = current.get();
        new FieldChecks().optionalText("reason", body.reason(), 0, 2000).done();
        return transactions.engine(tx -> {
            var now = clock.instant();
            boolean wasGood = enrolments.revoke(tx, id, caller.identity(), body.reason(), now);
            var revoked = get(tx, id);
            if (wasGood) {
                shutOut(tx, revoked.workerName());
                record(tx, caller, id, revoked.label());
            }
            return Data.of(EnrolmentTokenView.of(revoked, now));
        });
    }

    private void shutOut(Tx tx, @Nullable String worker) {
        if (worker != null) {
            workers.expel(tx, worker)
                    .ifPresent(gone -> Changes.announce(tx, new Change.Rows("worker_updated", List.of(gone.value()))));
        }
    }

    private EnrolmentToken get(Tx tx, long id) {
        return enrolments.find(tx, id).orElseThrow(() -> AttuneException.notFound("Worker token", id));
    }

    private void record(Tx tx, Caller caller, long id, String label) {
        audit.record(
                tx, caller, "admin.security_config.changed", new Audit.Subject("worker_enrolment_token", id, label));
    }
}
