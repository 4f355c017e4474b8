package io.attune.server.drive.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
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
import io.attune.model.secret.SecretMarker;
import io.attune.model.secret.SecretPlace;
import io.attune.model.secret.SecretSource;
import io.attune.model.tenant.Owner;
import io.attune.server.auth.RunAuthority;
import io.attune.server.catalog.Catalog;
import io.attune.server.catalog.CompiledAction;
import io.attune.server.config.SettingsFile;
import io.attune.store.MemoryDataKeys;
import io.attune.store.TenantScope;
import io.attune.store.TestDatabase;
import io.attune.store.admission.AdmissionGroupStore;
import io.attune.store.admission.AdmissionStore;
import io.attune.store.audit.AuditStore;
import io.attune.store.audit.Initiator;
import io.attune.store.catalog.CatalogAction;
import io.attune.store.catalog.CatalogPack;
import io.attune.store.catalog.CatalogRuntime;
import io.attune.store.catalog.CatalogStore;
import io.attune.store.change.ChangeFeed;
import io.attune.store.execution.ClaimStore;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.execution.LogStore;
import io.attune.store.execution.NewExecution;
import io.attune.store.execution.PastRunStore;
import io.attune.store.identity.AuthorityStore;
import io.attune.store.inquiry.InquiryStore;
import io.attune.store.key.AmbientKeyStore;
import io.attune.store.lease.DelayStore;
import io.attune.store.lease.PlacementStore;
import io.attune.store.lease.QueueStore;
import io.attune.store.pack.PackSecrets;
import io.attune.store.permission.PermissionStore;
import io.attune.store.secret.SecretHolder;
import io.attune.store.secret.SecretValueStore;
import io.attune.store.worker.WorkerSessionStore;
import io.attune.store.workflow.WorkflowInputStore;
import io.attune.store.workflow.WorkflowRunStore;
import io.attune.worker.gateway.LeasedRun;
import io.attune.worker.gateway.RunReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DispatchTest {
    private static final Demands SHELL = Demands.of("shell", null, null, null, null, null);
    private static final Demands INTERNAL = Demands.of("internal", null, null, null, null, null);
    private static final ObjectNode CAPABILITIES = capabilities("shell");

    private TestDatabase database;
    private ChangeFeed feed;
    private WakeUps wakeUps;
    private ExecutionStore executions;
    private QueueStore queue;
    private SecretValueStore secretValues;
    private Placements placements;
    private Enqueue enqueue;
    private Leasing leasing;
    private Completion completion;
    private Cancellation cancellation;
    private LostRuns lostRuns;
    private Transitions transitions;
    private WorkerSessionStore workers;
    private TenantId tenant;

    @BeforeAll
    void open() {
        database = TestDatabase.open();
        var transactions = database.transactions();
        var box = MemoryDataKeys.box();
        feed = new ChangeFeed(database.database());
        feed.start();
        wakeUps = new WakeUps(feed);
        secretValues = new SecretValueStore(box);
        executions = new ExecutionStore(secretValues);
        queue = new QueueStore();
        var placementStore = new PlacementStore();
        placements = new Placements(transactions, placementStore, feed, wakeUps);
        var workflowInputs = new WorkflowInputStore();
        var departures = new Departures(queue, workflowInputs, wakeUps);
        var catalog = new Catalog(transactions, new CatalogStore(new PackSecrets(box)));
        var admission = new Admission(
                catalog, new AdmissionGroupStore(), new AdmissionStore(), executions, departures, wakeUps);
        var creation = new Creation(executions, placementStore, new WorkflowRunStore());
        var retries = new Retries(catalog, new PastRunStore(secretValues), creation, new DelayStore());
        transitions = new Transitions(executions, departures, admission, wakeUps, retries);
        var inquiries = new InquiryStore();
        var asking = new Asking(inquiries, executions, secretValues, transitions);
        enqueue = new Enqueue(creation, executions, departures, admission, asking, wakeUps);
        var assembly = new RunAssembly(
                new OneAction(),
                secretValues,
                (_, _, _) -> "token",
                () -> "http://127.0.0.1:8080",
                Duration.ofMinutes(5));
        var keys = new RunKeyReader(transactions, new OneAction(), new AmbientKeyStore(box));
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
                asking,
                wakeUps,
                (_, _) -> false,
                new RunMeters(new SimpleMeterRegistry()));
        var inquiryEnds = new InquiryEnds(inquiries, executions, secretValues, new AuditStore(), transitions);
        cancellation = new Cancellation(executions, queue, workflowInputs, wakeUps, transitions, inquiryEnds);
        lostRuns = new LostRuns(executions, transitions, Clock.systemUTC());
        workers = new WorkerSessionStore();
        tenant = transactions.engine(tx -> new TenantId(tx.sql()
                .fetchOne("insert into tenant (ref, label) values ('team', 'Team') returning id")
                .get(0, Long.class)));
    }

    @AfterAll
    void close() {
        feed.close();
        database.close();
    }

    @BeforeEach
    void empty() {
        database.transactions()
                .engineTask(tx -> tx.sql().execute("delete from run_queue; delete from execution; delete from worker"));
    }

    @Test
    void aWaitingWorkerIsWokenByWhatIsQueued() throws Exception {
        var worker = worker("one", "a");
        try (var threads = Executors.newSingleThreadExecutor()) {
            var leased = threads.submit(() -> leasing.lease(worker, 4, 4, Duration.ofSeconds(30)));
            var id = queued(SHELL);
            assertThat(leased.get()).extracting(LeasedRun::execution).containsExactly(id.value());
        }
    }

    /** The second time it waits without a look, for the first left nothing. */
    @Test
    void aWorkerThatTookAllIsWokenByWhatComesNext() throws Exception {
        var worker = worker("one", "a");
        var first = queued(SHELL);
        assertThat(leasing.lease(worker, 4, 0, Duration.ofSeconds(30)))
                .extracting(LeasedRun::execution)
                .containsExactly(first.value());
        var second = queued(SHELL);
        assertThat(leasing.lease(worker, 4, 0, Duration.ofSeconds(30)))
                .extracting(LeasedRun::execution)
                .containsExactly(second.value());
        try (var threads = Executors.newSingleThreadExecutor()) {
            var leased = threads.submit(() -> leasing.lease(worker, 4, 0, Duration.ofSeconds(30)));
            var third = queued(SHELL);
            assertThat(leased.get()).extracting(LeasedRun::execution).containsExactly(third.value());
        }
        assertThat(leasing.lease(worker, 4, 0, Duration.ZERO)).isEmpty();
    }

    @Test
    void aRunGoesFromTheQueueToItsEnd() throws Exception {
        var worker = worker("one", "a");
        var id = queued(SHELL);
        var run = lease(worker).getFirst();
        assertThat(run.started()).isFalse();
        assertThat(run.environment())
                .containsEntry("ATTUNE_EXEC_ID", id.toString())
                .containsEntry("ATTUNE_ACTION", "core.echo");
        assertThat(leasing.start(worker, List.of(id))).containsExactly(id);
        assertThat(leasing.start(worker, List.of(id))).as("a repeated call").containsExactly(id);
        completion.complete(worker, List.of(report(run, ExecutionStatus.COMPLETED)));
        assertThat(status(id)).isEqualTo("completed");
        completion.complete(worker, List.of(report(run, ExecutionStatus.FAILED)));
        assertThat(status(id)).as("the first end counts").isEqualTo("completed");
    }

    @Test
    void aResultWithWhatCannotBeStoredIsStoredWithoutIt() throws Exception {
        var worker = worker("one", "a");
        var id = queued(SHELL);
        var run = lease(worker).getFirst();
        var _ = leasing.start(worker, List.of(id));
        var result = JsonNodeFactory.instance.objectNode().put("stdout", "a\0b");

        completion.complete(
                worker,
                List.of(new RunReport(
                        run.execution(),
                        run.attempt(),
                        ExecutionStatus.COMPLETED,
                        result,
                        List.of(),
                        Duration.ofMillis(5),
                        RunReport.LogTail.NONE,
                        RunReport.LogTail.NONE)));

        assertThat(text("select result ->> 'stdout' from execution where id = " + id))
                .isEqualTo("a\uFFFDb");
    }

    @Test
    void anActionWithoutProcessRunsFromTheMomentItIsLeased() throws Exception {
        var worker = worker("one", "a");
        var id = queued(INTERNAL);
        assertThat(lease(worker).getFirst().started()).isTrue();
        assertThat(status(id)).isEqualTo("running");
    }

    @Test
    void whatALostWorkerHadNotStartedIsRunByAnotherAndItsOldReportIsDropped() throws Exception {
        var lost = worker("one", "a");
        var other = worker("two", "b");
        var id = queued(SHELL);
        var first = lease(lost).getFirst();
        settle(lost);
        assertThat(status(id)).isEqualTo("requested");
        var second = lease(other).getFirst();
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(leasing.start(lost, List.of(id))).isEmpty();
        assertThat(leasing.start(other, List.of(id))).containsExactly(id);
        completion.complete(lost, List.of(report(first, ExecutionStatus.FAILED)));
        assertThat(status(id)).isEqualTo("running");
        completion.complete(other, List.of(report(second, ExecutionStatus.COMPLETED)));
        assertThat(status(id)).isEqualTo("completed");
    }

    @Test
    void whatALostWorkerRanIsAbandonedAndWhatItWasToStopIsCancelled() throws Exception {
        var lost = worker("one", "a");
        var running = queued(SHELL);
        var canceling = queued(SHELL);
        var _ = lease(lost);
        var _ = leasing.start(lost, List.of(running, canceling));
        cancel(canceling);
        assertThat(status(canceling)).isEqualTo("canceling");
        settle(lost);
        assertThat(status(running)).isEqualTo("abandoned");
        assertThat(status(canceling)).isEqualTo("cancelled");
    }

    @Test
    void aRunThatIsNeverStartedFailsAfterThreeAttempts() throws Exception {
        var id = queued(SHELL);
        for (int attempt = 1; attempt <= LostRuns.MOST_ATTEMPTS; attempt++) {
            var worker = worker("one", "incarnation-" + attempt);
            assertThat(lease(worker)).hasSize(1);
            settle(worker);
        }
        assertThat(status(id)).isEqualTo("failed");
    }

    @Test
    void cancellingInTheQueueIsFinalAndWhileRunningWaitsForTheWorker() throws Exception {
        var worker = worker("one", "a");
        var waiting = queued(SHELL);
        cancel(waiting);
        assertThat(status(waiting)).isEqualTo("cancelled");
        assertThat(lease(worker)).isEmpty();
        var running = queued(SHELL);
        var run = lease(worker).getFirst();
        var _ = leasing.start(worker, List.of(running));
        cancel(running);
        cancel(running);
        List<ExecutionId> told = database.transactions().engine(tx -> executions.cancelingOn(tx, worker.id()));
        assertThat(told).containsExactly(running);
        completion.complete(worker, List.of(report(run, ExecutionStatus.COMPLETED)));
        assertThat(status(running)).isEqualTo("cancelled");
    }

    @Test
    void whatNoWorkerFitsFailsWithTheReasonOfEachWorker() {
        var _ = worker("one", "a");
        var id = queued(Demands.of("ruby", null, null, null, null, null));
        placements.refresh();
        var settings = SettingsFile.load(Optional.empty(), Map.of(), Map.of("scheduling.unschedulable_wait", "0s"));
        var unschedulable = new Unschedulable(
                database.transactions(),
                placements,
                workers,
                executions,
                queue,
                transitions,
                Clock.systemUTC(),
                settings);
        unschedulable.sweep();
        assertThat(status(id)).isEqualTo("failed");
        assertThat(text("select result::text from execution where id = " + id))
                .contains("Execution is unschedulable", "one: runtime ruby is not available");
        assertThat(text("select count(*)::text from run_queue")).isEqualTo("0");
    }

    @Test
    void aRunWhosePermissionSetsNobodyMayHandOnFailsWithTheReason() throws Exception {
        var worker = worker("one", "a");
        long nobody = Long.parseLong(text(
                "insert into identity (tenant_id, login) values (" + tenant + ", 'no-rights') returning id::text"));
        text("insert into permission_set (tenant_id, ref, grants) values (" + tenant
                + ", 'team.all', '[{\"resource\":\"keys\",\"actions\":[\"decrypt\"]}]') returning ref");
        var refused = queued(SHELL);
        var standard = queued(SHELL);
        text("update execution set executor = " + nobody + ", permission_set_refs = '{team.all}' where id = " + refused
                + " returning ''");
        text("update execution set executor = " + nobody + ", permission_set_refs = '{standard}' where id = " + standard
                + " returning ''");

        assertThat(lease(worker)).extracting(LeasedRun::execution).containsExactly(standard.value());

        assertThat(status(refused)).isEqualTo("failed");
        assertThat(text("select result::text from execution where id = " + refused))
                .contains("Insufficient permissions", "no-rights", "team.all", "keys:decrypt");
    }

    @Test
    void invalidRunsFailAtOnceAndNeverReachTheQueue() {
        var result = JsonNodeFactory.instance.objectNode().put("error", "Missing required parameter: url");
        var id = enqueue(new NewExecution.Start.Fail(result));
        assertThat(status(id)).isEqualTo("failed");
        assertThat(text("select count(*)::text from run_queue")).isEqualTo("0");
    }

    @Test
    void secretsReachTheWorkerAndOneThatDoesNotOpenFailsItsOwnRunOnly() throws Exception {
        var worker = worker("one", "a");
        var secret = JsonNodeFactory.instance.objectNode().put("pin", 471147);
        secret.putObject("login").put("user", "ada").put("password", "hunter2");
        var places = List.of(place("/pin"), place("/login/password"));
        var broken = enqueue(new NewExecution.Start.Queue(SHELL), secret.deepCopy(), places);
        var whole = enqueue(new NewExecution.Start.Queue(SHELL), secret.deepCopy(), places);
        placements.refresh();
        database.transactions().engineTask(tx -> tx.sql().execute("""
                        update execution_secret_value set sealed = other.sealed
                        from execution_secret_value as other
                        where execution_secret_value.entity_id = ? and execution_secret_value.json_path = '/pin'
                            and other.entity_id = ? and other.json_path = '/pin'
                        """, broken.value(), whole.value()));

        var run = lease(worker).getFirst();

        assertThat(run.execution()).isEqualTo(whole.value());
        assertThat(run.parameters()).isEqualTo(secret);
        assertThat(run.secretValues()).containsExactlyInAnyOrder("471147", "hunter2");
        assertThat(run.environment().toString()).doesNotContain("471147", "hunter2");
        assertThat(status(broken)).as("a value of another row").isEqualTo("failed");
        assertThat(text("select result ->> 'error' from execution where id = " + broken))
                .startsWith("The secret parameters of this run cannot be decrypted");
    }

    @Test
    void secretsOfAResultAreSealedOnce() throws Exception {
        var worker = worker("one", "a");
        var id = queued(SHELL);
        var run = lease(worker).getFirst();
        leasing.start(worker, List.of(id));
        var result = JsonNodeFactory.instance.objectNode();
        result.putObject("data").set("token", SecretMarker.create());
        var report = new RunReport(
                run.execution(),
                run.attempt(),
                ExecutionStatus.COMPLETED,
                result,
                List.of(new RunReport.ResultSecret("/data/token", JsonNodeFactory.instance.textNode("t0ps3cret"))),
                Duration.ofMillis(5),
                RunReport.LogTail.NONE,
                RunReport.LogTail.NONE);

        completion.complete(worker, List.of(report));
        completion.complete(worker, List.of(report));

        assertThat(text("select row_to_json(execution)::text from execution where id = " + id))
                .doesNotContain("t0ps3cret");
        var sealed = database.transactions()
                .engine(tx -> secretValues.list(tx, SecretHolder.EXECUTION_RESULT, List.of(id.value())));
        assertThat(secretValues.restored(result, sealed).at("/data/token").asText())
                .isEqualTo("t0ps3cret");
    }

    private static SecretPlace place(String path) {
        return new SecretPlace(JsonPointer.compile(path), SecretSource.SCHEMA);
    }

    private ExecutionId queued(Demands demands) {
        var id = enqueue(new NewExecution.Start.Queue(demands));
        placements.refresh();
        return id;
    }

    private ExecutionId enqueue(NewExecution.Start start) {
        return enqueue(start, JsonNodeFactory.instance.objectNode(), List.of());
    }

    private ExecutionId enqueue(NewExecution.Start start, ObjectNode parameters, List<SecretPlace> secrets) {
        var run = new NewExecution(
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
        return database.transactions()
                .tenant(new TenantScope(tenant, false), tx -> enqueue.enqueue(tx, List.of(run), Initiator.PLATFORM))
                .getFirst();
    }

    private List<LeasedRun> lease(WorkerRef worker) throws InterruptedException {
        return leasing.lease(worker, 8, 8, Duration.ZERO);
    }

    private WorkerRef worker(String name, String incarnation) {
        var row = database.transactions()
                .engine(tx -> workers.register(
                        tx, new WorkerSessionStore.Registration(name, "local", "here", incarnation, 4, CAPABILITIES)));
        return new WorkerRef(row.id(), name, incarnation, Offer.of(CAPABILITIES));
    }

    private void settle(WorkerRef worker) {
        database.transactions().engineTask(tx -> lostRuns.settle(tx, worker.id(), "the test took it away"));
    }

    /** As a request does it: under row-level security. */
    private void cancel(ExecutionId id) {
        database.transactions().tenantTask(new TenantScope(tenant, false), tx -> {
            var _ = cancellation.cancel(tx, List.of(id), Initiator.PLATFORM);
        });
    }

    private String status(ExecutionId id) {
        return text("select status from execution where id = " + id);
    }

    private String text(String sql) {
        return database.transactions().engine(tx -> tx.sql().fetchOne(sql).get(0, String.class));
    }

    private static RunReport report(LeasedRun run, ExecutionStatus status) {
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

    private static ObjectNode capabilities(String runtime) {
        var capabilities = JsonNodeFactory.instance.objectNode();
        capabilities.putArray("runtimes").add(runtime);
        return capabilities;
    }

    /** A catalog with one action. */
    private static final class OneAction implements RunCatalog {
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
