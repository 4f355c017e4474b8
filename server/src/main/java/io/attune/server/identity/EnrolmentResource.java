package io.attune.server.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.server.audit.Audit;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.OpaqueToken;
import io.attune.server.auth.Permit;
import io.attune.server.auth.TokenKind;
import io.attune.server.http.Data;
import io.attune.server.http.FieldChecks;
import io.attune.store.Transactions;
import io.attune.store.enrolment.EnrolmentTokenStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Lets operators invite remote workers (api.md §7). */
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
        long id = transactions.engine(tx -> {
            long made = enrolments.insert(
                    tx, OpaqueToken.hash(token), String.valueOf(body.label()), labels, caller.identity(), expires);
            audit.record(
                    tx,
                    caller,
                    "admin.security_config.changed",
                    new Audit.Subject("worker_enrolment_token", made, body.label()));
            return made;
        });
        return Data.of(new EnrolmentView(token, id, expires));
    }
}
