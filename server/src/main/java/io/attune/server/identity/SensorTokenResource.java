package io.attune.server.identity;

import io.attune.model.id.TenantId;
import io.attune.model.tenant.Owner;
import io.attune.server.audit.Audit;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.auth.SensorTokens;
import io.attune.server.auth.TokenKind;
import io.attune.server.http.AttuneException;
import io.attune.server.http.BodyLimit;
import io.attune.server.http.Data;
import io.attune.server.http.FieldChecks;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.sensor.SensorStore;
import io.attune.store.sensor.SensorStore.Emitter;
import io.attune.store.tenant.TenantStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Mints the tokens with which sensors emit events (SEC-1): for those who start sensors, and for nobody else. A worker gets one only for
 * a sensor that is installed and for what that sensor emits.
 */
@Path("/auth")
@RunOnVirtualThread
@BodyLimit(64 * BodyLimit.KIBIBYTE)
@Tag(name = "auth")
public class SensorTokenResource {
    private static final int SHORTEST_LIFE = 3_600;
    private static final int LONGEST_LIFE = 259_200;
    private static final int DEFAULT_LIFE = 86_400;
    private static final DateTimeFormatter EXPIRES_AT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx").withZone(ZoneOffset.UTC);

    private final Transactions transactions;
    private final CurrentCaller current;
    private final SensorTokens tokens;
    private final Audit audit;
    private final SensorStore sensors = new SensorStore();

    @Inject
    SensorTokenResource(Transactions transactions, CurrentCaller current, SensorTokens tokens, Audit audit) {
        this.transactions = transactions;
        this.current = current;
        this.tokens = tokens;
        this.audit = audit;
    }

    public record SensorTokenRequest(
            @Nullable String sensorRef,
            @Nullable List<String> triggerTypes,
            @Nullable Integer ttlSeconds) {}

    /** @param expiresAt with {@code +00:00} (api.md §1.6) */
    public record SensorTokenView(
            long identityId, String sensorRef, String token, String expiresAt, List<String> triggerTypes) {
        @Override
        public String toString() {
            return "SensorTokenView[" + sensorRef + "]";
        }
    }

    @POST
    @Path("/sensor-token")
    @Permit(
            operator = true,
            tokens = {TokenKind.ACCESS, TokenKind.WORKER})
    @Operation(operationId = "create_sensor_token")
    public Data<SensorTokenView> create(SensorTokenRequest body) {
        return minted(body);
    }

    @POST
    @Path("/internal/sensor-token")
    @Permit(tokens = TokenKind.WORKER)
    @Operation(operationId = "create_sensor_token_internal")
    public Data<SensorTokenView> createInternal(SensorTokenRequest body) {
        return minted(body);
    }

    private Data<SensorTokenView> minted(SensorTokenRequest body) {
        var checks = new FieldChecks()
                .text("sensor_ref", body.sensorRef(), 1, 255)
                .range("ttl_seconds", body.ttlSeconds(), SHORTEST_LIFE, LONGEST_LIFE);
        var triggerTypes = body.triggerTypes() == null ? List.<String>of() : body.triggerTypes();
        if (triggerTypes.isEmpty() || triggerTypes.contains(null)) {
            checks.finding("trigger_types", "must name at least one trigger");
        }
        checks.done();
        var caller = current.get();
        String ref = String.valueOf(body.sensorRef());
        var life = Duration.ofSeconds(body.ttlSeconds() == null ? DEFAULT_LIFE : body.ttlSeconds());
        return transactions.engine(tx -> {
            var sensor = sensors.findOfAnybody(tx, ref);
            if (!caller.operator()) {
                requireKnown(ref, triggerTypes, sensor);
            }
            var minted = tokens.mint(tx, ref, triggerTypes, tenant(caller, sensor), life);
            record(
                    tx,
                    caller,
                    new Audit.Subject("sensor_token", minted.identity().value(), ref));
            return Data.of(view(minted, ref, triggerTypes));
        });
    }

    private void record(Tx tx, Caller caller, Audit.Subject subject) {
        var change = "admin.security_config.changed";
        if (caller.token() == TokenKind.WORKER) {
            audit.recordOfPlatform(tx, caller, change, subject);
        } else {
            audit.record(tx, caller, change, subject);
        }
    }

    /** A worker that was taken over must not become the source of events it never had to do with. */
    private static void requireKnown(String ref, List<String> triggerTypes, Optional<Emitter> sensor) {
        if (sensor.isEmpty()) {
            throw AttuneException.invalid("sensor_ref", "there is no sensor '" + ref + "'");
        }
        if (!sensor.get().triggerTypes().containsAll(triggerTypes)) {
            throw AttuneException.invalid(
                    "trigger_types",
                    "sensor '" + ref + "' emits "
                            + String.join(", ", sensor.get().triggerTypes()) + " only");
        }
    }

    /** An operator may prepare a sensor of its own that is not installed. */
    private static TenantId tenant(Caller caller, Optional<Emitter> sensor) {
        return sensor.map(found -> switch (found.owner()) {
                    case Owner.Platform() -> TenantStore.SYSTEM;
                    case Owner.Tenant(var tenant) -> tenant;
                })
                .orElse(caller.tenant());
    }

    private static SensorTokenView view(SensorTokens.Minted minted, String ref, List<String> triggerTypes) {
        return new SensorTokenView(
                minted.identity().value(), ref, minted.token(), EXPIRES_AT.format(minted.expires()), triggerTypes);
    }
}
