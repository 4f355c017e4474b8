package io.attune.server.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.server.boot.ApiClient;
import io.attune.server.boot.Platform;
import io.attune.server.boot.Role;
import io.attune.server.boot.TestPlatform;
import io.attune.store.Transactions;
import io.attune.store.change.ChangeFeed;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How far down a cancel reaches (runtime.md §5.4, workflows.md §8, FIX-16). */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class CancelApiTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Inject
    Platform platform;

    @Inject
    Transactions transactions;

    @Inject
    ChangeFeed feed;

    @TestHTTPResource("/")
    URI base;

    private ApiClient admin;
    private String pack = "";
    private long worker;

    @BeforeEach
    void makePack() {
        if (!platform.isReady()) {
            platform.start(EnumSet.of(Role.API, Role.ENGINE));
        }
        admin = ApiClient.operator(base);
        pack = "cancel" + NUMBER.incrementAndGet();
        post("/api/v1/packs", "{'ref': '$p', 'label': 'Pack', 'version': '1.0.0'}");
        post(
                "/api/v1/actions",
                "{'ref': '$p.work', 'pack_ref': '$p', 'label': 'Work', 'entrypoint': 'true', 'runtime_ref': 'core.shell'}");
        // It lives, so that nobody takes what it has in hand for lost.
        worker = transactions.engine(tx -> tx.sql()
                .fetchSingle(
                        "insert into worker (name, incarnation, last_heartbeat) values (?, 'cancels', now()) returning id",
                        pack)
                .get(0, Long.class));
    }

    @AfterEach
    void removeWorker() {
        execute("delete from worker where id = ?", worker);
    }

    @Test
    void aCascadeLeavesTheTasksOfAWorkflowToItsPolicy() {
        long workflow = workflow("{'tasks': [{'name': 'work', 'action': '$p.work'}]}");
        long task = runningTask(workflow);
        long plain = runningPlainChild(task);

        cancelWithAllBelow(workflow);

        untilOne("the workflow has taken the cancel in", """
                select id from execution as workflow where id = ? and not exists (
                    select from workflow_input where workflow_id = workflow.id)""", workflow);
        assertThat(status(task)).as("may finish").isEqualTo("running");
        assertThat(status(plain)).as("is no task").isEqualTo("canceling");
    }

    @Test
    void aWorkflowThatAPlainRunStartedFollowsItsOwnPolicy() {
        long root = workflow("{'tasks': [{'name': 'work', 'action': '$p.work'}]}");
        long started = runningTask(root);
        long below =
                workflow("{'cancellation_policy': 'cancel_running', 'tasks': [{'name': 'work', 'action': '$p.work'}]}");
        long task = runningTask(below);
        execute("update execution set parent_id = ? where id = ?", started, below);

        cancelWithAllBelow(root);

        untilOne("its task is stopped", "select id from execution where id = ? and status = 'canceling'", task);
        assertThat(status(started)).as("may finish").isEqualTo("running");
    }

    private long workflow(String definition) {
        String ref = "$p.flow" + NUMBER.incrementAndGet();
        post(
                "/api/v1/workflows",
                "{'ref': '" + ref + "', 'pack_ref': '$p', 'label': 'Flow', 'version': '1.0.0', 'definition': "
                        + definition + "}");
        return post("/api/v1/executions/execute", "{'action_ref': '" + ref + "'}");
    }

    /** The task of the workflow, as if a worker had it. */
    private long runningTask(long workflow) {
        long task = untilOne("its task is there", "select id from execution where parent_id = ?", workflow)
                .get(0, Long.class);
        execute("delete from run_queue where execution_id = ?", task);
        execute(
                "update execution set status = 'running', started_at = now(), worker_id = ? where id = ?",
                worker,
                task);
        return task;
    }

    private long runningPlainChild(long parent) {
        var insert = """
                insert into execution (tenant_id, action_ref, parent_id, status, started_at, worker_id)
                select tenant_id, action_ref, id, 'running', now(), worker_id
                from execution
                where id = ?
                returning id
                """;
        return transactions.engine(tx -> tx.sql().fetchSingle(insert, parent).get(0, Long.class));
    }

    private void cancelWithAllBelow(long execution) {
        admin.post("/api/v1/executions/" + execution + "/cancel?cascade=true", "{}")
                .expect(200);
    }

    private String status(long execution) {
        return admin.get("/api/v1/executions/" + execution).expect(200).text("status");
    }

    private long post(String path, String body) {
        return admin.post(path, body.replace("$p", pack)).expect(201).id();
    }

    private void execute(String sql, Object... values) {
        transactions.engineTask(tx -> tx.sql().execute(sql, values));
    }

    /** Waits for changes of the database, which the feed tells of, and looks again. */
    private Record untilOne(String what, String sql, Object... values) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            var changed = new CountDownLatch(1);
            try (var _ = feed.subscribe(_ -> changed.countDown())) {
                var found = transactions.engine(tx -> tx.sql().fetchOptional(sql, values));
                if (found.isPresent()) {
                    return found.get();
                }
                assertThat(System.nanoTime()).as(what).isLessThan(end);
                var _ = changed.await(100, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
