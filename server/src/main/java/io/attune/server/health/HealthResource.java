package io.attune.server.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.attune.server.auth.Permit;
import io.attune.server.boot.Version;
import io.attune.store.Database;
import io.attune.store.encryption.StoredDataKeys;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** All of it public and without secrets: a load balancer has no token. */
@Path("/health")
@RunOnVirtualThread
@Tag(name = "health")
public class HealthResource {
    private static final String PUBLIC = "probes have no token";

    private final Database database;
    private final StoredDataKeys keys;

    @Inject
    HealthResource(Database database, StoredDataKeys keys) {
        this.database = database;
        this.keys = keys;
    }

    public record HealthView(String status) {}

    /** @param status {@code ok}; {@code degraded} when part of the work cannot be done; {@code error} when none can */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DetailedHealthView(
            String status,
            @Nullable String version,
            String database,
            @Nullable String error) {}

    @GET
    @Permit.Open(PUBLIC)
    @Operation(operationId = "health")
    public HealthView health() {
        return new HealthView("ok");
    }

    @GET
    @Path("/detailed")
    @Permit.Open(PUBLIC)
    @Operation(operationId = "health_detailed")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = DetailedHealthView.class)))
    @APIResponse(responseCode = "503", content = @Content(schema = @Schema(implementation = DetailedHealthView.class)))
    public Response detailed() {
        if (!database.isReachable()) {
            return Response.status(503)
                    .entity(new DetailedHealthView("error", null, "disconnected", "the database does not answer"))
                    .build();
        }
        var view = keys.unknownMaster()
                .map(master -> new DetailedHealthView(
                        "degraded",
                        Version.text(),
                        "connected",
                        "the values of the database are encrypted under master key " + master
                                + ", which this process was not given; values of some tenants cannot be read"))
                .orElseGet(() -> new DetailedHealthView("ok", Version.text(), "connected", null));
        return Response.ok(view).build();
    }

    @GET
    @Path("/ready")
    @Permit.Open(PUBLIC)
    @Operation(operationId = "readiness")
    @APIResponse(responseCode = "200", description = "Ready")
    @APIResponse(responseCode = "503", description = "Not ready")
    public Response ready() {
        return Response.status(database.isReachable() ? 200 : 503).build();
    }

    @GET
    @Path("/live")
    @Permit.Open(PUBLIC)
    @Operation(operationId = "liveness")
    @APIResponse(responseCode = "200", description = "Alive")
    public Response live() {
        return Response.ok().build();
    }
}
