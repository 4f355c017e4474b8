package io.attune.server.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.attune.server.audit.Audit;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.auth.SigningKeys;
import io.attune.server.auth.SigningKeys.KeyInfo;
import io.attune.server.auth.TokenKind;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.store.Transactions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Changes the key that signs tokens, without logging anybody out (SEC-4). */
@Path("/api/v1/signing-keys")
@RunOnVirtualThread
@Tag(name = "permissions")
public class SigningKeyResource {
    private final Transactions transactions;
    private final CurrentCaller current;
    private final SigningKeys keys;
    private final Audit audit;

    @Inject
    SigningKeyResource(Transactions transactions, CurrentCaller current, SigningKeys keys, Audit audit) {
        this.transactions = transactions;
        this.current = current;
        this.keys = keys;
        this.audit = audit;
    }

    /** @param goodUntil null for a key that is accepted until the configuration changes */
    public record SigningKeyView(
            String keyId,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Instant goodUntil) {
        static SigningKeyView of(KeyInfo key) {
            return new SigningKeyView(key.id(), key.goodUntil().equals(Instant.MAX) ? null : key.goodUntil());
        }
    }

    /** @param previous keys that sign no more but are still accepted */
    public record RotationView(String keyId, List<SigningKeyView> previous) {}

    @POST
    @Path("/rotate")
    @Permit(operator = true, tokens = TokenKind.ACCESS)
    @Operation(operationId = "rotate_signing_key")
    public Data<RotationView> rotate() {
        var accepted = keys.rotate()
                .orElseThrow(() -> AttuneException.conflict("security.jwt_secret is configured: put a new secret there "
                        + "and the present one into security.jwt_previous_secrets"));
        var caller = current.get();
        var fresh = accepted.getFirst();
        transactions.tenantTask(
                caller.scope(),
                tx -> audit.record(
                        tx,
                        caller,
                        "admin.security_config.changed",
                        new Audit.Subject("signing_key", null, fresh.id())));
        return Data.of(new RotationView(
                fresh.id(), accepted.stream().skip(1).map(SigningKeyView::of).toList()));
    }
}
