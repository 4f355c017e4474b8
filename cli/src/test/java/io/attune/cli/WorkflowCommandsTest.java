package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.cli.Shell.Done;
import java.io.IOException;
import java.nio.file.Files;
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

    private void write(String file, String text) throws IOException {
        Path path = home.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void validateNamesFileLineAndTaskWithoutAServer() throws IOException {
        write("pack/pack.yaml", "ref: ops\nversion: 1.0.0\n");
        write("pack/workflows/good.yaml", "version: 1.0.0\ntasks:\n  - {name: a, action: other.thing}\n");
        write("pack/workflows/bad.yaml", """
                version: 1.0.0
                tasks:
                  - name: a
                    action: ops.missing
                    next:
                      - do: [b, c]
                  - name: b
                    action: core.noop
                """);

        Done pack = shell.run("workflow", "validate", home.resolve("pack").toString());
        Path file = home.resolve("pack/workflows/bad.yaml");
        Done json = shell.run("workflow", "validate", file.toString(), "--output", "json");

        assertThat(pack.status()).isEqualTo(11);
        assertThat(pack.out().lines())
                .singleElement()
                .asString()
                .startsWith(file + ":6:")
                .contains("task 'a'", "'c'");
        assertThat(json.status()).isEqualTo(11);
        assertThat(json.out()).contains("\"line\":6", "\"level\":\"error\"");
        write("pack/workflows/bad.yaml", "version: 1.0.0\ntasks:\n  - name: a\n    action: ops.missing\n");
        assertThat(shell.run("workflow", "validate", file.toString()).out())
                .contains(":4:", "there is no action 'ops.missing'");
    }

    @Test
    void validateAcceptsALoneFileAndWarnsWithoutFailing() throws IOException {
        write("alone.yaml", """
                version: 1.0.0
                vars: {n: 0}
                tasks:
                  - {name: a, action: core.noop, next: [{when: "{{ workflow.n < 3 }}", do: [b]}]}
                  - {name: b, action: core.noop, next: [{do: [a]}]}
                """);
        String file = home.resolve("alone.yaml").toString();

        Done lenient = shell.run("workflow", "validate", file);

        assertThat(lenient.out()).contains("alone.yaml:4:3: warning: ", "every task follows another one");
        assertThat(lenient.status()).isZero();
        assertThat(shell.run("workflow", "validate", file, "--strict").status()).isEqualTo(11);
        assertThat(shell.run("workflow", "validate", home.toString()).status()).isEqualTo(2);
    }

    private static final String GRAPH = """
            version: 2.0.0
            tags: [nightly]
            tasks:
              - {name: a, action: core.noop}
            """;

    private void writeAction() throws IOException {
        write("actions/restart.yaml", """
                ref: ops.restart
                label: Restart it
                workflow_file: workflows/restart.workflow.yaml
                timeout_seconds: 60
                parameters: {host: {type: string}}
                """);
        write("actions/workflows/restart.workflow.yaml", GRAPH);
    }

    @Test
    void uploadSendsTheActionWithTheTextOfItsGraph() throws IOException {
        writeAction();
        server.on("POST /api/v1/packs/ops/workflow-files", 201, WORKFLOW);

        Done done = shell.run("workflow", "upload", "actions/restart.yaml");

        assertThat(done.status()).as(done.err()).isZero();
        assertThat(done.out()).contains("ops.restart");
        assertThat(done.err()).contains("Not taken from actions/restart.yaml: timeout_seconds.");
        assertThat(new ObjectMapper().readTree(server.last("POST").body()))
                .isEqualTo(new ObjectMapper().readTree("""
                        {"name":"restart","pack_ref":"ops","label":"Restart it","version":"2.0.0","definition":%s,
                         "param_schema":{"host":{"type":"string"}},"tags":["nightly"]}""".formatted(new ObjectMapper().writeValueAsString(GRAPH))));
    }

    @Test
    void uploadReplacesAWorkflowOnlyWhenForced() throws IOException {
        writeAction();
        server.on("POST /api/v1/packs/ops/workflow-files", 409, "{\"error\":\"exists\",\"code\":\"CONFLICT\"}");

        assertThat(shell.run("workflow", "upload", "actions/restart.yaml").status())
                .isEqualTo(6);
        server.on("PUT /api/v1/workflows/ops.restart/file", 200, WORKFLOW);
        assertThat(shell.run("workflow", "upload", "actions/restart.yaml", "-f").status())
                .isZero();

        assertThat(server.lines())
                .containsExactly("POST /api/v1/packs/ops/workflow-files", "PUT /api/v1/workflows/ops.restart/file");
    }

    @Test
    void uploadForcedMakesAWorkflowThatIsNotThereYet() throws IOException {
        writeAction();
        server.on("POST /api/v1/packs/ops/workflow-files", 201, WORKFLOW);

        Done done = shell.run("workflow", "upload", "actions/restart.yaml", "--force");

        assertThat(done.status()).as(done.err()).isZero();
        assertThat(server.last("POST").target()).isEqualTo("/api/v1/packs/ops/workflow-files");
    }

    @Test
    void uploadSendsNothingThatLiesElsewhereOrCannotBeRead() throws IOException {
        write("secret.yaml", "version: 1.0.0\n");
        write("actions/out.yaml", "ref: ops.out\nworkflow_file: ../secret.yaml\n");
        write("actions/none.yaml", "ref: ops.none\nworkflow_file: absent.yaml\n");
        write("actions/bare.yaml", "ref: ops.bare\n");
        write("actions/short.yaml", "ref: short\nworkflow_file: absent.yaml\n");
        write("actions/torn.yaml", "ref: [\n");

        assertThat(shell.run("workflow", "upload", "actions/out.yaml").err()).contains("leads out of its directory");
        assertThat(shell.run("workflow", "upload", "actions/none.yaml").err()).contains("Cannot read");
        assertThat(shell.run("workflow", "upload", "actions/bare.yaml").err()).contains("has no 'workflow_file'");
        assertThat(shell.run("workflow", "upload", "actions/short.yaml").err()).contains("must name the pack");
        assertThat(shell.run("workflow", "upload", "actions/torn.yaml").err()).contains("actions/torn.yaml:");
        assertThat(shell.run("workflow", "upload", "actions/torn.yaml").status())
                .isEqualTo(2);
        assertThat(server.requests()).isEmpty();
    }

    private static final String TIMELINE = """
            {"items":[
              {"at":"2026-01-01T11:59:50Z","kind":"requested","reason":"requested by ann"},
              {"at":"2026-01-01T11:59:50Z","kind":"started","reason":"runs as a workflow"},
              {"at":"2026-01-01T11:59:50Z","kind":"task_created","task":"a","iteration":1,"execution":8,"reason":"dispatched"},
              {"at":"2026-01-01T11:59:54Z","kind":"task_started","task":"a","iteration":1,"execution":8,"reason":"runs"},
              {"at":"2026-01-01T11:59:58Z","kind":"task_ended","task":"a","iteration":1,"execution":8,"status":"completed","reason":"is completed"},
              {"at":"2026-01-01T11:59:58Z","kind":"task_created","task":"b","iteration":1,"attempt":2,"execution":9,"reason":"retry 2"}],
             "pagination":{"page":1,"page_size":100,"has_next":false}}""";

    @Test
    void aTimelineIsABarForEachTaskAndAllSteps() {
        server.on("GET /api/v1/executions/7", 200, """
                {"data":{"id":7,"action_ref":"ops.restart","status":"running","created":"2026-01-01T11:59:50Z"}}""");
        server.on("GET /api/v1/executions/7/timeline", 200, TIMELINE);

        Done text = shell.run("execution", "timeline", "7");
        Done json = shell.run("execution", "timeline", "7", "--output", "json");

        assertThat(text.status()).isZero();
        assertThat(text.out().lines().filter(line -> line.contains("│")))
                .satisfiesExactly(
                        own -> assertThat(own).startsWith("ops.restart │██").endsWith("running, 10 s"),
                        a -> assertThat(a)
                                .startsWith("a           │░")
                                .contains("░█")
                                .endsWith("completed, 4000 ms"),
                        b -> assertThat(b).startsWith("b retry 2").endsWith("░│ requested"));
        assertThat(text.out()).contains("dispatched", "requested by ann");
        assertThat(json.out())
                .contains("\"started_at\":\"2026-01-01T11:59:54Z\"", "\"ended_at\":\"2026-01-01T11:59:58Z\"");
    }

    @Test
    void whySaysCauseEvidenceAndRemedyAndOnlyTasksThatDidNotComplete() {
        server.on("GET /api/v1/executions/7/explain", 200, """
                {"data":{"execution":7,"status":"failed","cause":"It failed: a failed","evidence":["exit code 3"],"remedy":"mend it","tasks":[
                  {"task":"a","state":"completed","cause":"It completed","evidence":[]},
                  {"task":"b","state":"not_started","cause":"Nothing has led to it","evidence":["'a' does not lead to 'b'"]}]}}""");

        Done done = shell.run("execution", "why", "7");

        assertThat(done.out().lines())
                .containsExactly(
                        "Execution 7 is failed.",
                        "It failed: a failed.",
                        "    exit code 3",
                        "→ mend it",
                        "",
                        "Task b (not started)",
                        "  Nothing has led to it.",
                        "      'a' does not lead to 'b'");
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
        assertThat(done.out()).endsWith("retry 1\n");
        assertThat(done.out().lines())
                .containsExactly(
                        "ops.restart #42 failed",
                        "  list: ops.list #43 completed, 12 ms",
                        "  restart[1]: ops.one #44 failed, retry 1");
    }

    @Test
    void ofATreeOnlyWhatFailedAndWhatLeadsToIt() {
        server.on("GET /api/v1/executions/42", 200, """
                        {"data":{"id":42,"action_ref":"ops.restart","status":"failed"}}""").on("GET /api/v1/executions", 200, """
                        {"items":[
                          {"id":45,"action_ref":"ops.slow","status":"timeout","workflow_task":{"task_name":"slow"}},
                          {"id":44,"action_ref":"ops.one","status":"failed","workflow_task":{"task_name":"restart"}},
                          {"id":43,"action_ref":"ops.list","status":"completed","workflow_task":{"task_name":"list"}}],
                         "pagination":{"page":1,"page_size":1000}}""");

        Done done = shell.run("execution", "tree", "42", "--depth", "1", "--failed");

        assertThat(done.status()).as(done.err()).isZero();
        assertThat(done.out().lines())
                .containsExactly(
                        "ops.restart #42 failed", "  restart: ops.one #44 failed", "  slow: ops.slow #45 timeout");
    }

    @Test
    void theTreeAsksOnlyBelowWhatIsShownAndHasChildren() {
        var items = new StringBuilder();
        for (int id = 60; id > 43; id--) {
            items.append("""
                    {"id":%d,"action_ref":"ops.one","status":"completed","has_children":true,"workflow_task":{"task_name":"all"}},""".formatted(id));
        }
        server.on("GET /api/v1/executions/42", 200, """
                        {"data":{"id":42,"action_ref":"ops.many","status":"completed"}}""").on("GET /api/v1/executions", 200, """
                        {"items":[%s
                          {"id":43,"action_ref":"ops.list","status":"completed","has_children":false,"workflow_task":{"task_name":"list"}}],
                         "pagination":{"page":1,"page_size":1000}}""".formatted(items));

        Done done = shell.run("execution", "tree", "42");

        assertThat(done.out().lines())
                .containsExactly("ops.many #42 completed", "  list: ops.list #43 completed", "  all: 17 completed");
        assertThat(server.lines())
                .as("lists of children")
                .filteredOn(line -> line.contains("parent="))
                .hasSize(1);
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
