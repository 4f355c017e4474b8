package io.attune.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.attune.model.catalog.OutputFormat;
import io.attune.model.catalog.ParameterDelivery;
import io.attune.model.catalog.ParameterFormat;
import io.attune.model.execution.ExecutionStatus;
import io.attune.worker.RunBuilder;
import io.attune.worker.WorkerConfig;
import io.attune.worker.gateway.RunReport;
import io.attune.worker.gateway.RunReport.ResultSecret;
import io.attune.worker.output.LiveLogs;
import io.attune.worker.pack.PackFiles;
import io.attune.worker.process.ProcessSupervisor;
import io.attune.worker.process.StopSignal;
import io.attune.worker.runtime.Interpreters;
import io.attune.worker.runtime.internal.InternalActions;
import io.attune.worker.sandbox.Sandbox;
import io.attune.worker.sandbox.VisibleFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How secrets reach an action, and that they go nowhere else (security.md §4.4, §4.5; packs.md §6.3, §7), with real processes. */
class RunSecretsTest {
    private static final String SECRET = "s3cret-Ω'\"$x";
    private static final String PARAMETERS = "{\"token\":\"s3cret-Ω'\\\"$x\",\"plain\":\"open\"}";
    private static final String MARKER = "{\"$attune_secret\":true,\"redacted\":true}";

    @TempDir
    Path directory;

    private Path runs;
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final InternalActions internal = new InternalActions();
    private ProcessSupervisor processes;
    private LiveLogs logs;
    private Runner runner;

    @BeforeEach
    void open() throws Exception {
        runs = Files.createDirectory(directory.resolve("runs"));
        processes = ProcessSupervisor.open(runs);
        logs = new LiveLogs((_, _, _, bytes) -> sent.add(new String(bytes, StandardCharsets.UTF_8)));
        var visible = new VisibleFiles(List.of(), directory, Path.of("/root"));
        var config = new WorkerConfig(
                "test",
                "local",
                "localhost",
                2,
                directory,
                directory.resolve("artifacts"),
                directory.resolve("environments"),
                1 << 20,
                1 << 20,
                Duration.ofMillis(300),
                Map.of(),
                List.of(),
                true,
                new Sandbox.ProcessLevel("a test", visible),
                Set.of());
        runner = new Runner(
                config,
                runs,
                Map.of("PATH", System.getenv("PATH")),
                PackFiles.shared(directory.resolve("packs")),
                new Interpreters(System.getenv(), visible),
                internal,
                processes,
                logs);
    }

    @AfterEach
    void close() {
        logs.close();
        processes.close();
        internal.close();
    }

    private RunReport run(RunBuilder builder) {
        return runner.run(builder.build(), new StopSignal());
    }

    /** All that leaves the worker. */
    private String everythingOf(RunReport report) {
        return report.result() + "\n" + text(report.stdoutTail()) + "\n" + text(report.stderrTail()) + "\n" + sent;
    }

    private static String text(RunReport.LogTail tail) {
        return new String(tail.bytes(), StandardCharsets.UTF_8);
    }

    // ---- delivery

    @Test
    void theShellHasTheValueAndNobodyElseSeesIt() {
        var report = run(RunBuilder.inline("""
                        [ "$token" = 's3cret-Ω'\\''"$x' ] && echo variable
                        [ "$PARAM_TOKEN" = "$token" ] && echo prefixed
                        grep -c s3cret && echo input
                        printenv | grep -ci token || echo not exported
                        tr '\\0' '\\n' </proc/$$/environ | grep -c s3cret || echo not in environ
                        tr '\\0' '\\n' </proc/$$/cmdline | grep -c s3cret || echo not in cmdline
                        grep -rls s3cret "$TMPDIR" || echo not in files
                        """).parameters(PARAMETERS));

        assertThat(report.result().path("stdout").asText().lines())
                .containsExactly(
                        "variable",
                        "prefixed",
                        "1",
                        "input",
                        "0",
                        "not exported",
                        "0",
                        "not in environ",
                        "0",
                        "not in cmdline",
                        "not in files");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "exit 3", "kill -KILL $$", "sleep 1000"})
    void aParameterFileIsForItsOwnerOnlyAndGoneHoweverTheRunEnds(String ending) throws Exception {
        var seen = directory.resolve("seen");
        var report = run(RunBuilder.inline("""
                        { stat -c '%%a' "$ATTUNE_PARAMETER_FILE" "$(dirname "$ATTUNE_PARAMETER_FILE")"; cat "$ATTUNE_PARAMETER_FILE"; } >%s
                        %s
                        """.formatted(seen, ending))
                .parameters("{\"token\":\"s3cret\"}")
                .timeout(Duration.ofSeconds(3))
                .deliveredBy(ParameterDelivery.FILE, ParameterFormat.JSON));

        assertThat(Files.readString(seen))
                .as(report.result().toString())
                .isEqualTo("400\n700\n{\"token\":\"s3cret\"}\n");
        assertThat(runs).isEmptyDirectory();
    }

    // ---- masking

    @Test
    void whateverIsPrintedIsMaskedInResultErrorsAndLogs() {
        var report = run(RunBuilder.inline("""
                        printf '%s\\n' "$token"; printf '%s\\n' "$token" >&2
                        printf 's3cret-'; sleep 0.3; printf '%s' "${token#s3cret-}"; echo
                        printf '%s' "$token" | base64
                        printf '%s' "$token" | python3 -c 'import json,sys,urllib.parse;t=sys.stdin.read();print(json.dumps(t),urllib.parse.quote(t))'
                        exit 3
                        """).parameters(PARAMETERS).secrets(SECRET));

        assertThat(report.result().path("stdout").asText().lines()).containsExactly("***", "***", "***", "\"***\" ***");
        assertThat(report.result().path("error").asText()).isEqualTo("***");
        assertThat(everythingOf(report)).contains("***").doesNotContain("s3cret", "czNjcmV0", "u03a9");
    }

    @Test
    void dataIsMaskedAndKeepsItsForm() {
        var report = run(RunBuilder.inline("printf '{\"echo\":\"<%s>\",\"n\":5}' 's3cret'")
                .output(OutputFormat.JSON)
                .secrets("s3cret"));

        assertThat(report.result().path("data").toString()).isEqualTo("{\"echo\":\"<***>\",\"n\":5}");
    }

    @Test
    void invalidOutputIsNotQuotedWithItsSecrets() {
        var report = run(RunBuilder.inline("echo '{\"a\": s3cret'")
                .output(OutputFormat.JSON)
                .secrets("s3cret"));

        assertThat(report.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(report.result().path("error").asText()).contains("***").doesNotContain("s3cret");
    }

    // ---- secrets that an action makes

    @Test
    void whatTheOutputSchemaDeclaresSecretIsTakenOutOfTheResult() {
        var report = run(RunBuilder.inline(
                        "echo making t0ps3cret >&2; sleep 0.3; echo '{\"token\":\"t0ps3cret\",\"ttl\":60}'")
                .output(OutputFormat.JSON)
                .secretOutput("{\"token\":{\"type\":\"string\",\"secret\":true},\"ttl\":{\"type\":\"integer\"}}"));

        assertThat(report.status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(report.result().path("data").toString()).isEqualTo("{\"token\":" + MARKER + ",\"ttl\":60}");
        assertThat(report.secrets()).containsExactly(new ResultSecret("/data/token", TextNode.valueOf("t0ps3cret")));
        assertThat(text(report.stdoutTail())).isEqualTo("{\"token\":\"***\",\"ttl\":60}\n");
        assertThat(report.result().path("stderr").asText()).isEqualTo("making ***\n");
        assertThat(sent)
                .as("nothing is shown before it is known what is secret")
                .isEmpty();
        assertThat(everythingOf(report)).doesNotContain("t0ps3cret");
    }

    @Test
    void secretOutputOfTextFormatAndOfLinesIsTakenOutToo() {
        var text = run(RunBuilder.inline("echo '{\"pin\":4711}'")
                .output(OutputFormat.TEXT)
                .secretOutput("{\"pin\":{\"secret\":true}}"));
        assertThat(text.result().path("stdout").asText()).isEqualTo("{\"pin\":***}\n");
        assertThat(text.result().path("data").toString()).isEqualTo("{\"pin\":" + MARKER + "}");

        var lines = run(RunBuilder.inline("echo '{\"pin\":\"aaaa\"}'; echo '{\"pin\":\"bbbb\"}'")
                .output(OutputFormat.JSONL)
                .secretOutput("{\"pin\":{\"secret\":true}}"));
        assertThat(lines.secrets()).extracting(ResultSecret::path).containsExactly("/data/0/pin", "/data/1/pin");
        assertThat(everythingOf(lines)).doesNotContain("aaaa", "bbbb");
    }

    @Test
    void aFailedRunShowsNoneOfTheSecretsItPrinted() {
        var report = run(RunBuilder.inline("echo '{\"pin\":\"t0ps3cret\"}'; echo 'failed with t0ps3cret' >&2; exit 1")
                .output(OutputFormat.JSON)
                .secretOutput("{\"pin\":{\"secret\":true}}"));

        assertThat(report.result().path("error").asText()).isEqualTo("failed with ***");
        assertThat(report.secrets()).isEmpty();
        assertThat(everythingOf(report)).doesNotContain("t0ps3cret");
    }

    @Test
    void outputWhoseSecretsCannotBeFoundIsNotShownAtAll() {
        var report = run(RunBuilder.inline("echo '{\"pin\":\"t0ps3cret\"'")
                .output(OutputFormat.JSON)
                .secretOutput("{\"pin\":{\"secret\":true}}"));

        assertThat(report.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(report.result().path("error").asText()).startsWith("Output is not valid json: stopped at line 1");
        assertThat(report.result().path("stdout").asText()).startsWith("[withheld");
        assertThat(everythingOf(report)).doesNotContain("t0ps3cret");
    }
}
