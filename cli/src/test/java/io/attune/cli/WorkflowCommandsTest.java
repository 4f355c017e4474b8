package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.cli.Shell.Done;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkflowCommandsTest {
    private static final String WORKFLOW = """
            {"data":{"id":7,"ref":"ops.restart","pack_ref":"ops","label":"Restart","version":"1.0.0","tags":[],"definition":{"tasks":[
              {"name":"list","action":"ops.list","next":[{"when":"{{ succeeded() }}","do":["restart"]},{"do":["tell"]}]},
              {"name":"restart","action":"ops.one","on_failure":"tell"},
              {"name":"tell","action":"chat.post"}]}}}""";

    @TempDir
    Path home;

    private StubServer server;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        server = new StubServer();
        shell = Shell.loggedIn(home, server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Done show(String... more) {
        server.on("GET /api/v1/workflows/ops.restart", 200, WORKFLOW);
        String[] words = new String[3 + more.length];
        System.arraycopy(new String[] {"workflow", "show", "ops.restart"}, 0, words, 0, 3);
        System.arraycopy(more, 0, words, 3, more.length);
        return shell.run(words);
    }

    @Test
    void showListsTheTasksWithWhatFollowsThem() {
        Done done = show();

        assertThat(done.status()).isZero();
        assertThat(done.out()).contains("ops.restart", "list", "ops.list", "succeeded() → restart; → tell");
    }

    @Test
    void theGraphAsTextShowsEachTaskOnce() {
        Done done = show("--graph");

        assertThat(done.status()).isZero();
        assertThat(done.out().lines())
                .containsExactly(
                        "list (ops.list)",
                        "  → restart (ops.one)  when succeeded()",
                        "    → tell (chat.post)  when failed()",
                        "  → tell …");
    }

    @Test
    void theGraphAsMermaid() {
        assertThat(show("--mermaid").out().lines())
                .containsExactly(
                        "flowchart TD",
                        "    t0[\"list<br/>ops.list\"]",
                        "    t1[\"restart<br/>ops.one\"]",
                        "    t2[\"tell<br/>chat.post\"]",
                        "    t0 -->|\"succeeded()\"| t1",
                        "    t0 --> t2",
                        "    t1 -->|\"failed()\"| t2");
    }

    @Test
    void theTreeOfAnExecutionNamesItsTasks() {
        server.on("GET /api/v1/executions/42", 200, """
                        {"data":{"id":42,"action_ref":"ops.restart","status":"failed"}}""").on("GET /api/v1/executions", 200, """
                        {"items":[
                          {"id":44,"action_ref":"ops.one","status":"failed","workflow_task":{"task_name":"restart","task_index":1,"retry_count":1}},
                          {"id":43,"action_ref":"ops.list","status":"completed","workflow_task":{"task_name":"list","duration_ms":12}}],
                         "pagination":{"page":1,"page_size":1000}}""");

        Done done = shell.run("execution", "tree", "42", "--depth", "1");

        assertThat(done.status()).as(done.err()).isZero();
        assertThat(done.out().lines())
                .containsExactly(
                        "ops.restart #42 failed",
                        "  list: ops.list #43 completed, 12 ms",
                        "  restart[1]: ops.one #44 failed, retry 1");
    }

    @Test
    void rerunFromWhatFailed() {
        server.on("POST /api/v1/executions/42/rerun", 201, """
                {"data":{"id":50,"action_ref":"ops.restart","status":"requested"}}""");

        Done done = shell.run("execution", "rerun", "42", "--from", "failed");

        assertThat(done.status()).isZero();
        assertThat(done.out()).contains("50", "requested");
    }
}
