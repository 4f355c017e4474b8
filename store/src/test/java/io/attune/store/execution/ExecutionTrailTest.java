package io.attune.store.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.EnforcementId;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.store.TenantScope;
import io.attune.store.audit.AuditEntry;
import io.attune.store.audit.AuditEntry.Actor;
import io.attune.store.audit.AuditEvent;
import io.attune.store.audit.AuditFilter;
import io.attune.store.audit.AuditReadStore;
import io.attune.store.audit.Initiator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Each step of an execution leaves its record, in the statement that takes it (X7). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExecutionTrailTest {
    private static final Initiator WORKER = Initiator.worker("one");

    private RunFixture fixture;

    @BeforeAll
    void open() {
        fixture = new RunFixture();
    }

    @AfterAll
    void close() {
        fixture.close();
    }

    /** Oldest first. */
    private List<AuditEntry> trail(ExecutionId execution) {
        var filter = new AuditFilter(
                "execution",
                null,
                null,
                null,
                null,
                "execution",
                execution.value(),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        return fixture
                .transactions()
                .engine(tx -> new AuditReadStore().list(tx, new TenantScope(fixture.tenant, false), filter, 0, 50))
                .reversed()
                .stream()
                .map(AuditEvent::entry)
                .toList();
    }

    private static List<String> events(List<AuditEntry> trail) {
        return trail.stream().map(AuditEntry::eventType).toList();
    }

    private List<ExecutionId> moved(ExecutionId execution, ExecutionStatus from, ExecutionStatus to, Initiator by) {
        return fixture
                .transactions()
                .engine(tx -> fixture.executions.move(tx, List.of(new Move(execution, from, to, null)), by))
                .stream()
                .map(Moved::execution)
                .toList();
    }

    private void move(ExecutionId execution, ExecutionStatus from, ExecutionStatus to, Initiator by) {
        var moved = moved(execution, from, to, by);
        assertThat(moved).containsExactly(execution);
    }

    private ExecutionId inserted(NewExecution.Origin origin, Initiator by) {
        var run = new NewExecution(
                fixture.tenant,
                null,
                "core.echo",
                origin,
                JsonNodeFactory.instance.objectNode(),
                List.of(),
                null,
                List.of(),
                NewExecution.Retention.DEFAULT,
                NewExecution.PlacementOverride.NONE,
                new NewExecution.Start.Queue(RunFixture.SHELL));
        return fixture.transactions()
                .engine(tx -> fixture.executions.insert(
                        tx, List.of(run), List.of(fixture.placements.idOf(tx, RunFixture.SHELL)), by))
                .getFirst();
    }

    @Test
    void aRunWithAProcessLeavesItsFourSteps() {
        var id = fixture.queued(1, RunFixture.SHELL).getFirst();
        var worker = fixture.worker("one", "a");
        long placement = fixture.placement(RunFixture.SHELL);
        fixture.transactions()
                .engine(tx ->
                        fixture.claims.claim(tx, new Taker(worker.id(), "a", false, WORKER), List.of(placement), 1));
        fixture.transactions().engine(tx -> fixture.executions.start(tx, worker.id(), List.of(id), WORKER));
        move(id, ExecutionStatus.RUNNING, ExecutionStatus.COMPLETED, WORKER);

        var trail = trail(id);

        assertThat(events(trail))
                .containsExactly(
                        "execution.requested", "execution.scheduled", "execution.started", "execution.completed");
        assertThat(trail).allSatisfy(entry -> {
            assertThat(entry.tenantId()).isEqualTo(fixture.tenant.value());
            assertThat(entry.category()).isEqualTo("execution");
            assertThat(entry.outcome()).isEqualTo("success");
            assertThat(entry.resource()).isEqualTo(new AuditEntry.Resource("execution", id.value(), "core.echo"));
        });
        assertThat(trail.subList(1, 4)).extracting(AuditEntry::actor).containsOnly(WORKER.actor());
    }

    @Test
    void aRunWithoutProcessIsScheduledAndStartedAtOnce() {
        var id = fixture.queued(1, RunFixture.PYTHON).getFirst();
        var worker = fixture.worker("one", "a");
        long placement = fixture.placement(RunFixture.PYTHON);
        fixture.transactions()
                .engine(tx ->
                        fixture.claims.claim(tx, new Taker(worker.id(), "a", true, WORKER), List.of(placement), 1));

        assertThat(events(trail(id)))
                .containsExactly("execution.requested", "execution.scheduled", "execution.started");
    }

    @Test
    void aRunThatIsCreatedInTheHandsOfAWorkerLeavesTheSameSteps() {
        var worker = fixture.worker("one", "a");
        var ann = new Initiator(new Actor(42L, "ann", "access", "10.0.0.1", "curl"), UUID.randomUUID());

        var scheduled = trail(taken(ann, new Taker(worker.id(), "a", false, WORKER)));
        var started = trail(taken(ann, new Taker(worker.id(), "a", true, WORKER)));

        assertThat(events(scheduled)).containsExactly("execution.requested", "execution.scheduled");
        assertThat(events(started)).containsExactly("execution.requested", "execution.scheduled", "execution.started");
        assertThat(started).extracting(AuditEntry::actor).containsExactly(ann.actor(), WORKER.actor(), WORKER.actor());
    }

    private ExecutionId taken(Initiator by, Taker taker) {
        var run = fixture.run(JsonNodeFactory.instance.objectNode(), List.of(), RunFixture.SHELL);
        var made = fixture.transactions()
                .engine(tx -> fixture.executions.insertTaken(
                        tx, run, fixture.placements.idOf(tx, RunFixture.SHELL), by, taker));
        return ((NewRun.Taken) made).run().execution();
    }

    @Test
    void everyStatusHasItsEventAndBadEndsAreFailures() {
        for (var end : Stream.of(ExecutionStatus.values())
                .filter(ExecutionStatus::isTerminal)
                .toList()) {
            var id = inserted(NewExecution.Origin.request(new IdentityId(1)), Initiator.PLATFORM);
            move(id, ExecutionStatus.REQUESTED, ExecutionStatus.RUNNING, WORKER);
            move(id, ExecutionStatus.RUNNING, end, WORKER);
            var last = trail(id).getLast();

            assertThat(last.eventType())
                    .isEqualTo("execution." + (end == ExecutionStatus.TIMEOUT ? "timed_out" : end.wire()));
            assertThat(last.outcome())
                    .as(last.eventType())
                    .isEqualTo(
                            end == ExecutionStatus.COMPLETED || end == ExecutionStatus.CANCELLED
                                    ? "success"
                                    : "failure");
        }
        var back = inserted(NewExecution.Origin.request(new IdentityId(1)), Initiator.PLATFORM);
        move(back, ExecutionStatus.REQUESTED, ExecutionStatus.SCHEDULED, WORKER);
        move(back, ExecutionStatus.SCHEDULED, ExecutionStatus.REQUESTED, Initiator.PLATFORM);
        assertThat(trail(back).getLast().eventType()).isEqualTo("execution.status_changed");
        assertThat(trail(back).getLast().actor()).isEqualTo(Initiator.PLATFORM.actor());
    }

    @Test
    void whoAskedIsNamedWithTheRequest() {
        var ann = new Initiator(new Actor(42L, "ann", "access", "10.0.0.1", "curl"), UUID.randomUUID());
        var id = inserted(NewExecution.Origin.request(new IdentityId(42)), ann);
        move(id, ExecutionStatus.REQUESTED, ExecutionStatus.CANCELLED, ann);

        assertThat(trail(id)).hasSize(2).allSatisfy(entry -> {
            assertThat(entry.actor()).isEqualTo(ann.actor());
            assertThat(entry.requestId()).isEqualTo(ann.requestId());
        });
    }

    @Test
    void theChainOfCausesLeadsFromTheRuleToTheRun() {
        long enforcement = fixture.transactions()
                .engine(tx -> tx.sql()
                        .fetchSingle(
                                "insert into enforcement (tenant_id, rule_id, rule_ref, trigger_ref, event_id, status, resolved_at)"
                                        + " values (?, 77, 'p.rule', 'p.hit', 5, 'processed', now()) returning id",
                                fixture.tenant.value())
                        .get(0, Long.class));
        var id = inserted(
                NewExecution.Origin.rule(new EnforcementId(enforcement), "p.rule", "p.hit", new IdentityId(42)),
                Initiator.RULE);
        var child = inserted(NewExecution.Origin.child(id, new IdentityId(42)), Initiator.RULE);

        var first = trail(id).getFirst();
        assertThat(first.actor().identity()).isEqualTo(42);
        assertThat(first.correlationChain())
                .hasToString("{\"rule_id\":77,\"execution_id\":" + id + ",\"enforcement_id\":" + enforcement + "}");
        assertThat(trail(child).getFirst().correlationChain())
                .hasToString("{\"execution_id\":" + child + ",\"parent_execution_id\":" + id + "}");
    }

    @Test
    void aStepThatIsNotTakenLeavesNothing() {
        var id = inserted(NewExecution.Origin.request(new IdentityId(1)), Initiator.PLATFORM);
        var late = moved(id, ExecutionStatus.RUNNING, ExecutionStatus.COMPLETED, WORKER);

        assertThat(late).isEmpty();
        assertThat(trail(id)).hasSize(1);
    }
}
