package io.attune.server.drive.dispatch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.placement.Demands;
import io.attune.engine.placement.Offer;
import io.attune.model.catalog.OutputFormat;
import io.attune.model.catalog.ParameterDelivery;
import io.attune.model.catalog.ParameterFormat;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ActionId;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.PackId;
import io.attune.model.id.RuntimeId;
import io.attune.model.id.TenantId;
import io.attune.model.schema.FlatSchema;
import io.attune.model.secret.SecretPlace;
import io.attune.model.tenant.Owner;
import io.attune.server.auth.RunAuthority;
import io.attune.server.catalog.CompiledAction;
import io.attune.store.TenantScope;
import io.attune.store.TestDatabase;
import io.attune.store.audit.Initiator;
import io.attune.store.catalog.CatalogAction;
import io.attune.store.catalog.CatalogPack;
import io.attune.store.catalog.CatalogRuntime;
import io.attune.store.execution.ClaimStore;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.execution.LogStore;
import io.attune.store.execution.NewExecution;
import io.attune.store.identity.AuthorityStore;
import io.attune.store.key.AmbientKeyStore;
import io.attune.store.lease.PlacementStore;
import io.attune.store.lease.QueueStore;
import io.attune.store.permission.PermissionStore;
import io.attune.store.secret.SecretValueStore;
import io.attune.store.worker.WorkerSessionStore;
import io.attune.worker.gateway.LeasedRun;
import io.attune.worker.gateway.RunReport;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** What creates runs, gives them to workers and takes their reports, over a database with one tenant. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DispatchFixture {
    static final Demands SHELL = Demands.of("shell", null, null, null, null, null);
    static final Demands INTERNAL = Demands.of("internal", null, null, null, null, null);
    static final ObjectNode CAPABILITIES = capabilities("shell");

    TestDatabase database;
    DispatchParts parts;
    WakeUps wakeUps;
    ExecutionStore executions;
    QueueStore queue;
    SecretValueStore secretValues;
    PlacementStore placementStore;
    Placements placements;
    Enqueue enqueue;
    Leasing leasing;
    Completion completion;
    Cancellation cancellation;
    LostRuns lostRuns;
    Transitions transitions;
    AdmissionDriver admissionDriver;
    WorkerSessionStore workers;
    TenantId tenant;

    /** What ends of tasks take with them. */
    NextStep nextStep = (_, _) -> false;

    @BeforeAll
    void open() {
        database = TestDatabase.open();
        var transactions = database.transactions();
        parts = new DispatchParts(database);
        parts.feed.start();
        wakeUps = parts.wakeUps;
        secretValues = parts.secretValues;
        executions = parts.executions;
        queue = parts.queue;
        placementStore = parts.placements;
        placements = new Placements(transactions, placementStore, parts.feed, wakeUps);
        transitions = parts.transitions;
        enqueue = parts.enqueue;
        cancellation = parts.cancellation;
        var assembly = new RunAssembly(
                new OneAction(),
                secretValues,
                (_, _, _) -> "token",
                () -> "http://127.0.0.1:8080",
                Duration.ofMinutes(5));
        var keys = new RunKeyReader(transactions, new OneAction(), new AmbientKeyStore(parts.box));
        leasing = new Leasing(
                transactions,
                new ClaimStore(secretValues),
                executions,
                placements,
                wakeUps,
                transitions,
                keys,
                assembly,
                new RunAuthority(new AuthorityStore(), new PermissionStore()));
        completion = new Completion(
                transactions,
                executions,
                new LogStore(),
                secretValues,
                transitions,
                parts.asking,
                wakeUps,
                (tx, workflow) -> nextStep.take(tx, workflow),
                parts.meters);
        admissionDriver = new AdmissionDriver(
                transactions,
                parts.admissionGroups,
                parts.admissions,
                executions,
                parts.admission,
                transitions,
                parts.inquiryEnds,
                wakeUps);
        lostRuns = new LostRuns(executions, transitions, parts.meters, Clock.systemUTC());
        workers = new WorkerSessionStore();
        tenant = transactions.engine(tx -> new TenantId(tx.sql()
                .fetchOne("insert into tenant (ref, label) values ('team', 'Team') returning id")
                .get(0, Long.class)));
    }

    @AfterAll
    void close() {
        parts.close();
        database.close();
    }

    @BeforeEach
    void empty() {
        nextStep = (_, _) -> false;
        database.transactions()
                .engineTask(
                        tx -> tx.sql()
                                .execute(
                                        "delete from run_queue; delete from workflow_input; delete from execution; delete from worker"));
    }

    ExecutionId queued(Demands demands) {
        var id = enqueue(new NewExecution.Start.Queue(demands));
        placements.refresh();
        return id;
    }

    ExecutionId enqueue(NewExecution.Start start) {
        return enqueue(start, JsonNodeFactory.instance.objectNode(), List.of());
    }

    ExecutionId enqueue(NewExecution.Start start, ObjectNode parameters, List<SecretPlace> secrets) {
        var run = run(start, parameters, secrets);
        return database.transactions()
                .tenant(new TenantScope(tenant, false), tx -> enqueue.enqueue(tx, List.of(run), Initiator.PLATFORM))
                .getFirst();
    }

    NewExecution run(NewExecution.Start start, ObjectNode parameters, List<SecretPlace> secrets) {
        return new NewExecution(
                tenant,
                null,
                "core.echo",
                new NewExecution.Origin(null, null, null, null, null),
                parameters,
                secrets,
                null,
                List.of(),
                NewExecution.Retention.DEFAULT,
                NewExecution.PlacementOverride.NONE,
                start);
    }

    List<LeasedRun> lease(WorkerRef worker) throws InterruptedException {
        return leasing.lease(worker, 8, 8, Duration.ZERO);
    }

    WorkerRef worker(String name, String incarnation) {
        var row = database.transactions()
                .engine(tx -> workers.register(
                        tx, new WorkerSessionStore.Registration(name, "local", "here", incarnation, 4, CAPABILITIES)));
        return new WorkerRef(row.id(), name, incarnation, Offer.of(CAPABILITIES));
    }

    void settle(WorkerRef worker) {
        database.transactions().engineTask(tx -> lostRuns.settle(tx, worker.id(), "the test took it away"));
    }

    /** As a request does it: under row-level security. */
    void cancel(ExecutionId id) {
        database.transactions().tenantTask(new TenantScope(tenant, false), tx -> {
            var _ = cancellation.cancel(tx, List.of(id), Initiator.PLATFORM);
        });
    }

    String status(ExecutionId id) {
        return text("select status from execution where id = " + id);
    }

    String text(String sql) {
        return database.transactions().engine(tx -> tx.sql().fetchOne(sql).get(0, String.class));
    }

    static RunReport report(LeasedRun run, ExecutionStatus status) {
        return new RunReport(
                run.execution(),
                run.attempt(),
                status,
                JsonNodeFactory.instance.objectNode().put("succeeded", status == ExecutionStatus.COMPLETED),
                List.of(),
                Duration.ofMillis(5),
                RunReport.LogTail.NONE,
                RunReport.LogTail.NONE);
    }

    static ObjectNode capabilities(String runtime) {
        var capabilities = JsonNodeFactory.instance.objectNode();
        capabilities.putArray("runtimes").add(runtime);
        return capabilities;
    }

    /** A catalog with one action. */
    static final class OneAction implements RunCatalog {
        @Override
        public Optional<CompiledAction> findAction(String ref) {
            var nothing = JsonNodeFactory.instance.objectNode();
            return Optional.of(new CompiledAction(new CatalogAction(
                    new ActionId(1),
                    new Owner.Platform(),
                    ref,
                    new PackId(1),
                    "core",
                    "echo.sh",
                    new RuntimeId(1),
                    null,
                    nothing,
                    nothing,
                    nothing,
                    nothing,
                    FlatSchema.EMPTY,
                    FlatSchema.EMPTY,
                    null,
                    List.of(),
                    ParameterDelivery.STDIN,
                    ParameterFormat.JSON,
                    OutputFormat.TEXT,
                    null,
                    0,
                    List.of(),
                    null,
                    null,
                    null,
                    false)));
        }

        @Override
        public Optional<CatalogRuntime> findRuntime(RuntimeId runtime) {
            return Optional.of(new CatalogRuntime(
                    runtime, "core.shell", "Shell", List.of(), JsonNodeFactory.instance.objectNode()));
        }

        @Override
        public Optional<CatalogPack> findPack(PackId pack) {
            return Optional.empty();
        }
    }
}
