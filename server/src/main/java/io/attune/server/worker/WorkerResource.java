package io.attune.server.worker;

import io.attune.engine.permission.Target;
import io.attune.model.WireEnum;
import io.attune.model.id.WorkerId;
import io.attune.model.worker.WorkerRole;
import io.attune.model.worker.WorkerStatus;
import io.attune.server.audit.Audit;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Page;
import io.attune.server.http.PageParams;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.change.Change;
import io.attune.store.change.Changes;
import io.attune.store.worker.WorkerStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Workers (api-catalog.md §5). They are the platform's: everybody with the grant sees all of them, operators decide. */
@Path("/api/v1/workers")
@Tag(name = "workers")
@RunOnVirtualThread
public class WorkerResource {
    private static final int MISSED_HEARTBEATS = 3;

    private final Transactions transactions;
    private final CurrentCaller caller;
    private final WorkerStore workers;
    private final Audit audit;
    private final Clock clock;
    private final Duration staleAfter;

    @Inject
    WorkerResource(
            Transactions transactions,
            CurrentCaller caller,
            WorkerStore workers,
            Audit audit,
            Clock clock,
            Settings settings) {
        this.transactions = transactions;
        this.caller = caller;
        this.workers = workers;
        this.audit = audit;
        this.clock = clock;
        this.staleAfter = settings.get(ConfigKeys.WORKER_HEARTBEAT_INTERVAL).multipliedBy(MISSED_HEARTBEATS);
    }

    /** @param reason blank counts as none */
    @Schema(name = "CordonWorker")
    record CordonWorker(@Nullable String reason) {}

    /** What a list is narrowed to. A {@code @BeanParam}. */
    public static class Filter {
        @QueryParam("role")
        @Nullable
        public String role;

        @QueryParam("status")
        @Nullable
        public String status;

        @QueryParam("cordoned")
        @Nullable
        public String cordoned;

        @QueryParam("health_state")
        @Nullable
        public String healthState;

        private boolean accepts(WorkerView worker) {
            return is("role", WorkerRole.class, role, worker.workerRole())
                    && is("status", WorkerStatus.class, status, worker.status())
                    && is("health_state", HealthState.class, healthState, worker.healthState())
                    && (cordoned == null || cordoned.equals(Boolean.toString(worker.cordoned())));
        }

        private void check() {
            word("role", WorkerRole.class, role);
            word("status", WorkerStatus.class, status);
            word("health_state", HealthState.class, healthState);
            if (cordoned != null && !List.of("true", "false").contains(cordoned)) {
                throw AttuneException.badRequest("cordoned: expected true or false");
            }
        }

        private static <E extends Enum<E> & WireEnum> boolean is(
                String name, Class<E> type, @Nullable String wanted, E found) {
            return wanted == null || word(name, type, wanted) == found;
        }

        private static <E extends Enum<E> & WireEnum> @Nullable E word(
                String name, Class<E> type, @Nullable String wanted) {
            if (wanted == null) {
                return null;
            }
            return WireEnum.find(type, wanted)
                    .orElseThrow(() -> AttuneException.badRequest(name + ": expected one of "
                            + Arrays.stream(type.getEnumConstants())
                                    .map(WireEnum::wire)
                                    .collect(Collectors.joining(", "))));
        }
    }

    @GET
    @Permit(resource = "workers", action = "read")
    @Operation(operationId = "list_workers")
    public Page<WorkerView> list(@BeanParam PageParams page, @BeanParam Filter filter) {
        filter.check();
        var request = page.request();
        var now = clock.instant();
        var by = caller.get();
        var matching = transactions.engine(workers::all).stream()
                .map(worker -> WorkerView.of(worker, now, staleAfter))
                .filter(worker -> mayRead(by, worker.id()))
                .filter(filter::accepts)
                .toList();
        var items =
                matching.stream().skip(request.offset()).limit(request.limit()).toList();
        return Page.counted(items, request, matching.size());
    }

    @GET
    @Path("/{id}")
    @Permit(resource = "workers", action = "read")
    @Operation(operationId = "get_worker")
    public WorkerView get(@PathParam("id") long id) {
        if (!mayRead(caller.get(), id)) {
            throw absent(id);
        }
        return transactions.engine(tx -> view(tx, id));
    }

    @POST
    @Path("/{id}/cordon")
    @Permit(resource = "workers", action = "manage", operator = true)
    @Operation(operationId = "cordon_worker")
    public WorkerView cordon(@PathParam("id") long id, CordonWorker request) {
        var by = caller.get();
        var reason = request.reason() == null || request.reason().isBlank()
                ? null
                : request.reason().strip();
        return transactions.engine(tx -> {
            if (!workers.cordon(tx, new WorkerId(id), reason, by.identity())) {
                throw absent(id);
            }
            return changed(tx, by, id, "cordoned");
        });
    }

    @POST
    @Path("/{id}/uncordon")
    @Permit(resource = "workers", action = "manage", operator = true)
    @Operation(operationId = "uncordon_worker")
    public WorkerView uncordon(@PathParam("id") long id) {
        var by = caller.get();
        return transactions.engine(tx -> {
            if (!workers.uncordon(tx, new WorkerId(id))) {
                throw absent(id);
            }
            return changed(tx, by, id, "uncordoned");
        });
    }

    private WorkerView changed(Tx tx, Caller by, long id, String change) {
        var after = view(tx, id);
        audit.record(tx, by, "admin.worker." + change, new Audit.Subject("worker", id, after.name()));
        Changes.announce(tx, new Change.Rows("worker_updated", List.of(id)));
        return after;
    }

    private WorkerView view(Tx tx, long id) {
        return workers.find(tx, new WorkerId(id))
                .map(worker -> WorkerView.of(worker, clock.instant(), staleAfter))
                .orElseThrow(() -> absent(id));
    }

    private static boolean mayRead(Caller by, long id) {
        return by.grants().allow("workers", "read", Target.of(null, null, id));
    }

    private static AttuneException absent(long id) {
        return AttuneException.notFound("Worker", id);
    }
}
