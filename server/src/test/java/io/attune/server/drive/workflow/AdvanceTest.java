package io.attune.server.drive.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.TenantId;
import io.attune.server.boot.ApiClient;
import io.attune.server.boot.Platform;
import io.attune.server.boot.Role;
import io.attune.server.boot.TestPlatform;
import io.attune.server.drive.dispatch.Enqueue;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.audit.Initiator;
import io.attune.store.execution.NewExecution;
import io.attune.store.workflow.StoredRun;
import io.attune.store.workflow.WorkflowInputStore;
import io.attune.store.workflow.WorkflowRunStore;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class AdvanceTest {
    private static final Advance.Prepared FRESH = new Advance.Prepared(true, false);

    @Inject
    Platform platform;

    @Inject
    Transactions transactions;

    @Inject
    Enqueue enqueue;

    @Inject
    WorkflowRunStore runs;

    @Inject
    WorkflowInputStore inputs;

    @Inject
    Advance advance;

    @TestHTTPResource("/")
    URI base;

    private ApiClient admin;

    @BeforeEach
    void start() {
        if (!platform.isReady()) {
            platform.start(EnumSet.of(Role.API, Role.ENGINE));
        }
        admin = ApiClient.operator(base);
    }

    /** Whoever claims a run at the moment in which another node ends it may have read its status before. */
    @Test
    void aRunThatWasGivenUpStartsNothingMoreForWhoeverStillTakesItForRunning() {
        long tenant = admin.post("/api/v1/packs", "{'ref': 'givenup', 'label': 'Pack', 'version': '1.0.0'}")
                .expect(201)
                .data()
                .path("tenant_id")
                .asLong();
        long definition = admin.post("/api/v1/workflows", """
                        {'ref': 'givenup.chain', 'pack_ref': 'givenup', 'label': 'Chain', 'version': '1.0.0', 'definition': {'tasks': [
                            {'name': 'a', 'action': 'core.noop', 'next': [{'do': ['b']}]}, {'name': 'b', 'action': 'core.noop'}]}}
                        """).expect(201).id();
        try {
            // All in one transaction, so that nobody else advances the run.
            transactions.engineTask(tx -> {
                var id = enqueue.enqueue(tx, List.of(chain(new TenantId(tenant), definition)), Initiator.PLATFORM)
                        .getFirst();
                advance.advance(tx, claimed(tx, id), FRESH);
                inputs.tell(tx, List.of(id), WorkflowInputStore.Kind.PAUSE, null);
                advance.giveUp(tx, claimed(tx, id));
                assertThat(status(tx, id)).isEqualTo("failed");
                assertThat(childrenOf(tx, id)).containsExactly("a cancelled");

                advance.advance(tx, takenForRunning(claimed(tx, id)), FRESH);

                assertThat(childrenOf(tx, id)).containsExactly("a cancelled");
                throw new UndoneException();
            });
        } catch (UndoneException _) {
            // As meant.
        }
    }

    private static final class UndoneException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static NewExecution chain(TenantId tenant, long definition) {
        return new NewExecution(
                tenant,
                null,
                "givenup.chain",
                new NewExecution.Origin(null, null, null, null, null),
                JsonNodeFactory.instance.objectNode(),
                List.of(),
                null,
                List.of(),
                NewExecution.Retention.DEFAULT,
                NewExecution.PlacementOverride.NONE,
                new NewExecution.Start.Workflow(definition, null, null));
    }

    private StoredRun claimed(Tx tx, ExecutionId wanted) {
        List<ExecutionId> others = new ArrayList<>();
        while (true) {
            StoredRun run = runs.claim(tx, 0, others).orElseThrow();
            if (run.execution().equals(wanted)) {
                return run;
            }
            others.add(run.execution());
        }
    }

    private static StoredRun takenForRunning(StoredRun run) {
        return new StoredRun(
                run.execution(),
                run.tenant(),
                ExecutionStatus.RUNNING,
                run.action(),
                run.actionRef(),
                run.origin(),
                run.envVars(),
                run.artifactRetention(),
                run.startedAt(),
                run.timeout(),
                run.earlier(),
                run.rerunFrom(),
                run.paused(),
                run.core(),
                run.attempts());
    }

    private static String status(Tx tx, ExecutionId id) {
        return tx.sql()
                .fetchSingle("select status from execution where id = ?", id.value())
                .get(0, String.class);
    }

    private static List<String> childrenOf(Tx tx, ExecutionId id) {
        return tx.sql()
                .fetch("select task_name || ' ' || status from execution where parent_id = ? order by id", id.value())
                .map(row -> row.get(0, String.class));
    }
}
