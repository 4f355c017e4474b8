package io.attune.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.catalog.OutputFormat;
import io.attune.model.catalog.ParameterDelivery;
import io.attune.model.catalog.ParameterFormat;
import io.attune.model.execution.ExecutionStatus;
import io.attune.worker.Processes;
import io.attune.worker.RunBuilder;
import io.attune.worker.WorkerConfig;
import io.attune.worker.gateway.RunReport;
import io.attune.worker.output.LiveLogs;
import io.attune.worker.pack.PackFiles;
import io.attune.worker.process.ProcessSupervisor;
import io.attune.worker.process.StopSignal;
import io.attune.worker.runtime.Interpreters;
import io.attune.worker.runtime.internal.InternalActions;
import io.attune.worker.sandbox.Sandbox;
import io.attune.worker.sandbox.VisibleFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of packs.md §6, §7 and runtime.md §5.2–§5.6, one by one, with real processes. */
class RunnerTest {
    private static final int LIMIT = 4096;

    @TempDir
    Path directory;

    private Path runs;
    Path packs;
    private ProcessSupervisor processes;
    private LiveLogs logs;
    private final InternalActions internal = new InternalActions();
    private Runner runner;

    @BeforeEach
    void open() throws Exception {
        runs = Files.createDirectory(directory.resolve("runs"));
        packs = Files.createDirectory(directory.resolve("packs"));
        processes = ProcessSupervisor.open(runs);
        logs = new LiveLogs((_, _, _, _) -> {});
        var own = new HashMap<>(Map.of(
                "PATH",
                System.getenv("PATH"),
                "HOME",
                "/root",
                "LANG",
                "C.UTF-8",
                "DATABASE_URL",
                "postgres://secret"));
        var config = new WorkerConfig(
                "test",
                "local",
                "localhost",
                2,
                directory,
                directory.resolve("artifacts"),
                directory.resolve("environments"),
                LIMIT,
                LIMIT,
                Duration.ofMillis(300),
                Map.of(),
                List.of(),
                true,
                sandbox(),
                Set.of("trusted"));
        runner = new Runner(
                config,
                runs,
                own,
                PackFiles.shared(packs),
                new Interpreters(own, visible()),
                internal,
                processes,
                logs);
    }

    /** How runs are confined; the same rules hold for all levels. */
    Sandbox sandbox() throws Exception {
        return new Sandbox.ProcessLevel("a test", visible());
    }

    VisibleFiles visible() {
        return new VisibleFiles(List.of(), directory, Path.of("/root"));
    }

    @AfterEach
    void close() {
        logs.close();
        processes.close();
        internal.close();
    }

    RunReport run(RunBuilder builder) {
        return runner.run(builder.build(), new StopSignal());
    }

    JsonNode result(RunBuilder builder) {
        return run(builder).result();
    }

    String stdout(RunBuilder builder) {
        return result(builder).path("stdout").asText();
    }

    void packFile(String name, String text) throws Exception {
        var file = packs.resolve("demo/actions").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    // ---- runtimes
    // -----------------------------------------------------------------------------------------------------------------

    @Test
    void aShellFileRunsInThePackDirectory() throws Exception {
        packFile("where.sh", "pwd");

        assertThat(stdout(RunBuilder.file("shell", "where.sh")).strip())
                .isEqualTo(packs.resolve("demo").toRealPath().toString());
    }

    @Test
    void aPythonFileReadsItsParametersFromStandardInput() throws Exception {
        packFile("sum.py", "import json,sys\np=json.load(sys.stdin)\nprint(json.dumps({'sum': p['a']+p['b']}))");

        var result = result(RunBuilder.file("python", "sum.py")
                .parameters("{\"a\":1,\"b\":2}")
                .output(OutputFormat.JSON));

        assertThat(result.at("/data/sum").asInt()).isEqualTo(3);
        assertThat(result.has("stdout")).isFalse();
    }

    @Test
    void aNodeFileRuns() throws Exception {
        packFile("say.js", "console.log(JSON.stringify({node: true}))");

        assertThat(result(RunBuilder.file("nodejs", "say.js")).at("/data/node").asBoolean())
                .isTrue();
    }

    @Test
    void aNativeFileRunsDirectlyAndMustBeExecutable() throws Exception {
        packFile("tool", "#!/bin/sh\necho native");

        assertThat(result(RunBuilder.file("native", "tool")).path("error").asText())
                .isEqualTo("File actions/tool of pack demo is not executable");

        Files.setPosixFilePermissions(packs.resolve("demo/actions/tool"), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(stdout(RunBuilder.file("native", "tool"))).isEqualTo("native\n");
    }

    @Test
    void interpreterArgumentsAndVariablesComeFromTheRuntime() throws Exception {
        packFile("env.py", "import os,sys; print(os.environ['PYTHONPATH'], sys.flags.dont_write_bytecode)");
        var config = "{\"interpreter\":{\"binary\":\"python3\",\"args\":[\"-B\"]},\"env_vars\":{\"PYTHONPATH\":"
                + "{\"value\":\"{pack_dir}/lib\",\"operation\":\"prepend\"}}}";

        assertThat(stdout(RunBuilder.file("python", "env.py").runtimeConfig(config)))
                .isEqualTo(packs.resolve("demo/lib") + " 1\n");
    }

    @Test
    void aMissingFileFailsWithItsName() {
        var report = run(RunBuilder.file("shell", "gone.sh"));

        assertThat(report.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(report.result().path("error").asText())
                .isEqualTo("Action file not found: actions/gone.sh of pack demo");
    }

    @Test
    void aFileOutsideOfThePackIsNotRun() throws Exception {
        packFile("here.sh", "true");
        Files.writeString(directory.resolve("outside.sh"), "echo outside");

        assertThat(result(RunBuilder.file("shell", "../../../outside.sh"))
                        .path("error")
                        .asText())
                .startsWith("Action file not found");
    }

    // ---- inline
    // -------------------------------------------------------------------------------------------------------------------

    @Test
    void inlineShellSeesParametersAsVariablesThatAreNotExported() {
        var run = RunBuilder.inline(
                        "echo \"$message|$PARAM_MESSAGE|$PARAM_LIST_OF\"; printenv | grep -c -i -E 'message|hello' || true")
                .parameters("{\"message\":\"hello 'world' $x\",\"list-of\":[1,null]}");

        assertThat(stdout(run)).isEqualTo("hello 'world' $x|hello 'world' $x|[1,null]\n0\n");
    }

    @Test
    void inlineShellStillReadsTheDocumentOnStandardInput() {
        assertThat(result(RunBuilder.inline("cat").parameters("{\"a\":1}"))
                        .at("/data/a")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void inlineShellStopsAtTheFirstFailure() {
        var result = result(RunBuilder.inline("false\necho never"));

        assertThat(result.path("exit_code").asInt()).isEqualTo(1);
        assertThat(result.has("stdout")).isFalse();
    }

    @Test
    void childrenOfAnInlineScriptCannotReadItsPipe() {
        assertThat(stdout(RunBuilder.inline("ls /proc/self/fd | tr '\\n' ' '"))).isEqualTo("0 1 2 3 ");
        // 3 is the directory that ls itself has open.
        assertThat(stdout(RunBuilder.inline("readlink /proc/self/fd/3 || echo none")))
                .isEqualTo("none\n");
    }

    @Test
    void anInlineScriptMayBeLongerThanAPipeHolds() {
        assertThat(stdout(RunBuilder.inline("# " + "x".repeat(300_000) + "\necho end")))
                .isEqualTo("end\n");
    }

    @Test
    void inlinePythonAndNodeRun() {
        assertThat(stdout(RunBuilder.inline("print(6 * 7, 'py')").adhocOf("python")))
                .isEqualTo("42 py\n");
        assertThat(stdout(RunBuilder.inline("console.log(6 * 7, 'js')").adhocOf("nodejs")))
                .isEqualTo("42 js\n");
    }

    // ---- parameters
    // ---------------------------------------------------------------------------------------------------------------

    @Test
    void jsonIsOneLineAndThenTheEnd() {
        var run = RunBuilder.inline("wc -l").parameters("{\"a\":{\"b\":\"x\\ny\"}}");

        assertThat(stdout(run).strip()).isEqualTo("1");
    }

    @Test
    void dotenvIsSortedQuotedAndFlattened() {
        var run = RunBuilder.inline("cat")
                .deliveredBy(ParameterDelivery.STDIN, ParameterFormat.DOTENV)
                .parameters(
                        "{\"z\":true,\"quote\":\"it's\",\"headers\":{\"Accept\":\"text/plain\"},\"list\":[1,\"a\"],\"none\":null}");

        assertThat(stdout(run))
                .isEqualTo("headers.Accept='text/plain'\nlist='[1,\"a\"]'\nnone=''\nquote='it'\\''s'\nz='true'\n");
    }

    @Test
    void yamlIsABlockMapping() {
        var run = RunBuilder.inline("cat")
                .deliveredBy(ParameterDelivery.STDIN, ParameterFormat.YAML)
                .parameters("{\"a\":1,\"b\":[true,null],\"c\":\"yes\"}")
                .output(OutputFormat.YAML);

        assertThat(result(run).path("data").toString()).isEqualTo("{\"a\":1,\"b\":[true,null],\"c\":\"yes\"}");
    }

    @Test
    void aParameterFileIsForItsOwnerOnlyAndGoneAfterwards() throws Exception {
        var run = RunBuilder.inline(
                        "echo $ATTUNE_PARAMETER_FILE; stat -c %a $ATTUNE_PARAMETER_FILE; stat -c %a $TMPDIR; cat $ATTUNE_PARAMETER_FILE; wc -c")
                .deliveredBy(ParameterDelivery.FILE, ParameterFormat.JSON)
                .parameters("{\"a\":1}");

        var lines = stdout(run).lines().toList();

        assertThat(lines.subList(1, 5)).containsExactly("400", "700", "{\"a\":1}", "0");
        assertThat(Path.of(lines.getFirst())).doesNotExist();
        assertThat(runs.toFile().list()).isEmpty();
    }

    @Test
    void largeParametersAreDeliveredWhole() {
        var run = RunBuilder.inline("wc -c").parameters("{\"a\":\"" + "x".repeat(1_000_000) + "\"}");

        assertThat(stdout(run).strip()).isEqualTo("1000009");
    }

    @Test
    void anActionNeedNotReadItsInput() {
        var report = run(
                RunBuilder.file("shell", "x").adhocOf("shell").parameters("{\"a\":\"" + "x".repeat(300_000) + "\"}"));
        assertThat(report.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(run(RunBuilder.inline("exec <&-; echo ok").parameters("{\"a\":\"" + "x".repeat(300_000) + "\"}"))
                        .status())
                .isEqualTo(ExecutionStatus.COMPLETED);
    }

    // ---- environment
    // --------------------------------------------------------------------------------------------------------------

    @Test
    void theEnvironmentIsTheAllowListAndNothingElse() {
        var names = stdout(
                RunBuilder.inline("env | cut -d= -f1 | sort | tr '\\n' ' '").variable("ATTUNE_ACTION", "demo.act"));

        // PWD, SHLVL and _ are bash's own.
        assertThat(names)
                .isEqualTo(
                        "ATTUNE_ACTION ATTUNE_ARTIFACTS_DIR ATTUNE_EXEC_ID ATTUNE_PARAMETER_DELIVERY ATTUNE_PARAMETER_FORMAT"
                                + " ATTUNE_RUNTIME_ENVS_DIR HOME LANG PATH PWD SHLVL TMPDIR _ ");
    }

    @Test
    void eachProcessLeadsASessionOfItsOwn() {
        assertThat(stdout(RunBuilder.inline("set -- $(cat /proc/$$/stat); [ $1 = $6 ] && echo leader")))
                .isEqualTo("leader\n");
    }

    // ---- output
    // -------------------------------------------------------------------------------------------------------------------

    @Test
    void textThatIsJsonBecomesDataAndStaysText() {
        var result = result(RunBuilder.inline("echo '{\"a\": 1}'"));

        assertThat(result.at("/data/a").asInt()).isEqualTo(1);
        assertThat(result.path("stdout").asText()).isEqualTo("{\"a\": 1}\n");
    }

    @Test
    void jsonMayBeTheLastLineOnly() {
        var result =
                result(RunBuilder.inline("echo progress; echo '{\"a\": 1}'").output(OutputFormat.JSON));

        assertThat(result.at("/data/a").asInt()).isEqualTo(1);
    }

    @Test
    void invalidJsonFailsTheRunAndSaysWhere() {
        var report = run(RunBuilder.inline("printf '{\"a\": 1,\\n  oops}'").output(OutputFormat.JSON));

        assertThat(report.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(report.result().path("error").asText()).contains("line 2", "oops");
        assertThat(report.result().path("stdout").asText()).contains("oops");
        assertThat(report.result().path("exit_code").asInt()).isZero();
    }

    @Test
    void invalidYamlFailsTheRun() {
        var report = run(RunBuilder.inline("printf 'a: [1\\nb: }'").output(OutputFormat.YAML));

        assertThat(report.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(report.result().path("error").asText()).startsWith("Output is not valid yaml: stopped at line 2");
    }

    @Test
    void jsonLinesBecomeAListAndOtherLinesAreIgnored() {
        var result =
                result(RunBuilder.inline("echo '{\"a\":1}'; echo note; echo 2").output(OutputFormat.JSONL));

        assertThat(result.path("data").toString()).isEqualTo("[{\"a\":1},2]");
    }

    @Test
    void emptyOutputIsNoFailure() {
        for (var format : OutputFormat.values()) {
            var report = run(RunBuilder.inline("true").output(format));
            assertThat(report.status()).isEqualTo(ExecutionStatus.COMPLETED);
            assertThat(report.result().has("data")).isFalse();
            assertThat(report.result().has("stdout")).isFalse();
        }
    }

    @Test
    void queueAcknowledgementsAreCopiedUp() {
        assertThat(result(RunBuilder.inline("echo '{\"queue_ack\":{\"version\":1}}'"))
                        .at("/queue_ack/version")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void outputBeyondTheLimitIsDroppedAndSaidSo() {
        var result = result(RunBuilder.inline("head -c 100000 /dev/zero | tr '\\0' x"));

        var stdout = result.path("stdout").asText();
        assertThat(stdout)
                .startsWith("x".repeat(LIMIT - 128))
                .endsWith("\n... (output truncated)\n[OUTPUT TRUNCATED: stdout exceeded size limit]\n")
                .hasSizeLessThanOrEqualTo(LIMIT);
        assertThat(result.path("stdout_truncated").asBoolean()).isTrue();
        assertThat(result.path("stdout_bytes_truncated").asLong()).isEqualTo(100_000 - (LIMIT - 128));
        assertThat(result.path("succeeded").asBoolean()).isTrue();
    }

    @Test
    void bytesThatAreNotTextAreReplaced() {
        assertThat(stdout(RunBuilder.inline("printf 'a\\377b\\0c\\n'"))).isEqualTo("a\uFFFDb\uFFFDc\n");
    }

    @Test
    void backgroundJobsDoNotOutliveTheirRun() throws Exception {
        var report = run(RunBuilder.inline("sleep 1000 & echo done").variable("MARK", "background"));

        assertThat(report.result().path("stdout").asText()).isEqualTo("done\n");
        assertThat(Processes.lastingWith("MARK=background", directory)).isEmpty();
    }

    // ---- endings
    // ------------------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 127, 255})
    void exitCodesAreRecordedAsGiven(int code) {
        var report = run(RunBuilder.inline("exit " + code));

        assertThat(report.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(report.result().path("exit_code").asInt()).isEqualTo(code);
        assertThat(report.result().path("error").asText()).isEqualTo("Command exited with code " + code);
    }

    @Test
    void aDeathBySignalIsMinusOne() {
        assertThat(result(RunBuilder.inline("kill -KILL $$")).path("exit_code").asInt())
                .isEqualTo(-1);
    }

    @Test
    void theErrorIsTheWholeStderrWhenShortAndItsLastLineWhenLong() {
        assertThat(result(RunBuilder.inline("echo one >&2; echo two >&2; exit 3"))
                        .path("error")
                        .asText())
                .isEqualTo("one\ntwo");
        var result = result(RunBuilder.inline("for i in 1 2 3 4 5 6; do echo line $i >&2; done; exit 3"));
        assertThat(result.path("error").asText()).isEqualTo("line 6");
        assertThat(result.path("stderr_log").asText()).matches("execution\\.\\d+\\.stderr");
    }

    @Test
    void stderrIsNoFailure() {
        var report = run(RunBuilder.inline("echo warning >&2"));

        assertThat(report.status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(report.result().path("stderr").asText()).isEqualTo("warning\n");
    }

    @Test
    void aTimeOutFailsTheRunAndSaysSo() {
        var report = run(RunBuilder.inline("echo begun; sleep 1000").timeout(Duration.ofMillis(2_500)));

        assertThat(report.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(report.result().path("timed_out").asBoolean()).isTrue();
        assertThat(report.result().path("exit_code").asInt()).isEqualTo(-1);
        assertThat(report.result().path("error").asText()).isEqualTo("Execution timed out after 2.5 seconds");
        assertThat(report.result().path("stdout").asText()).isEqualTo("begun\n");
    }

    @Test
    void whatIgnoresTheRequestToStopIsKilled() {
        var report = run(
                RunBuilder.inline("trap '' TERM; while :; do sleep 1000; done").timeout(Duration.ofMillis(200)));

        assertThat(report.result().path("timed_out").asBoolean()).isTrue();
    }

    @Test
    void aCancelBeforeTheStartIsRemembered() {
        var stop = new StopSignal();
        stop.request(StopSignal.Reason.CANCELLED);
        var mark = directory.resolve("mark");

        var report = runner.run(RunBuilder.inline("touch " + mark).build(), stop);

        assertThat(report.status()).isEqualTo(ExecutionStatus.CANCELLED);
        assertThat(report.result().path("error").asText()).isEqualTo("Cancelled by user before execution started");
        assertThat(mark).doesNotExist();
    }
}
