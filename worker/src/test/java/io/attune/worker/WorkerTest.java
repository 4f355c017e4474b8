package io.attune.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.execution.ExecutionStatus;
import io.attune.model.execution.LogStream;
import io.attune.worker.gateway.LeasedRun;
import io.attune.worker.gateway.RunReport;
import io.attune.worker.pack.PackFiles;
import io.attune.worker.sandbox.Sandbox;
import io.attune.worker.sandbox.VisibleFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a worker (runtime.md §5.2, §5.7) against a platform in memory. */
class WorkerTest {
    private final FakeGateway gateway = new FakeGateway();

    @TempDir
    Path directory;

    private Worker worker;

    @BeforeEach
    void start() throws Exception {
        worker = startWorker();
    }

    private Worker startWorker() throws Exception {
        var config = new WorkerConfig(
                "test",
                "local",
                "localhost",
                2,
                directory.resolve("worker"),
                directory.resolve("artifacts"),
                directory.resolve("environments"),
                WorkerConfig.OUTPUT_LIMIT,
                WorkerConfig.OUTPUT_LIMIT,
                Duration.ofMillis(500),
                Map.of("zone", "a"),
                List.of(),
                true,
                new Sandbox.ProcessLevel("a test", new VisibleFiles(List.of(), directory, Path.of("/root"))),
                Set.of());
        return Worker.start(config, gateway, PackFiles.shared(directory.resolve("packs")), System.getenv());
    }

    @AfterEach
    void stop() {
        gateway.down(false);
        worker.stop(Duration.ofSeconds(10));
    }

    @Test
    void runsWhatItLeasesAndReportsIt() throws Exception {
        var run = RunBuilder.inline("echo hello; echo oops >&2").build();

        gateway.queue(run);
        var report = gateway.awaitReport(run.execution());

        assertThat(report.status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(report.result().path("stdout").asText()).isEqualTo("hello\n");
        assertThat(report.result().path("stderr").asText()).isEqualTo("oops\n");
        assertThat(gateway.log(run.execution(), LogStream.STDOUT)).isEqualTo("hello\n");
        assertThat(gateway.log(run.execution(), LogStream.STDERR)).isEqualTo("oops\n");
    }

    @Test
    void tellsThePlatformWhatItCanRun() throws Exception {
        gateway.await(() -> !gateway.registrations.isEmpty());

        var introduction = gateway.registrations.getFirst();
        assertThat(introduction.slots()).isEqualTo(2);
        assertThat(introduction.capabilities().path("runtimes").toString()).contains("internal", "native", "shell");
        assertThat(introduction.capabilities().at("/runtime_versions/shell/0").asText())
                .matches("\\d+\\.\\d+.*");
        assertThat(introduction.capabilities().at("/labels/zone").asText()).isEqualTo("a");
    }

    @Test
    void neverRunsMoreProcessesThanItHasSlots() throws Exception {
        var marks = Files.createDirectory(directory.resolve("marks"));
        var script = "touch " + marks + "/$ATTUNE_EXEC_ID; while [ ! -e " + marks + "/go ]; do sleep 0.02; done";
        var runs = IntStream.range(0, 5)
                .mapToObj(_ -> RunBuilder.inline(script).build())
                .toArray(LeasedRun[]::new);

        gateway.queue(runs);
        gateway.await(() -> directory.resolve("marks").toFile().list().length == 2);
        assertThat(worker.running()).isEqualTo(2);
        Files.createFile(marks.resolve("go"));

        gateway.await(() -> gateway.reports.size() == 5);
        assertThat(gateway.largestLease).isLessThanOrEqualTo(2);
    }

    @Test
    void completesInternalActionsInBatches() throws Exception {
        var runs = IntStream.range(0, 1000)
                .mapToObj(_ -> RunBuilder.core("noop").build())
                .toArray(LeasedRun[]::new);

        gateway.queue(runs);

        gateway.await(() -> gateway.reports.size() == 1000);
        assertThat(gateway.batches.size()).isLessThan(200);
    }

    @Test
    void aRunThatMayNotStartIsNeitherRunNorReported() throws Exception {
        var mark = directory.resolve("mark");
        var refused = RunBuilder.inline("touch " + mark).build();
        var next = RunBuilder.inline("true").build();
        gateway.refusedStarts.add(refused.execution());

        gateway.queue(refused);
        gateway.queue(next);
        gateway.awaitReport(next.execution());

        assertThat(mark).doesNotExist();
        assertThat(gateway.reports).doesNotContainKey(refused.execution());
    }

    @Test
    void cancelEndsTheRunAndEverythingItStarted() throws Exception {
        var mark = directory.resolve("mark");
        var run = RunBuilder.inline("sleep 1000 & setsid sleep 1001 & touch " + mark + "; wait")
                .build();
        gateway.queue(run);
        gateway.await(() -> Files.exists(mark));

        gateway.cancel(run.execution());
        var report = gateway.awaitReport(run.execution());

        assertThat(report.status()).isEqualTo(ExecutionStatus.CANCELLED);
        assertThat(report.result().path("cancelled").asBoolean()).isTrue();
        assertThat(report.result().path("succeeded").asBoolean(true)).isFalse();
        assertThat(report.result().path("error").asText()).isEqualTo("Cancelled by user");
        assertThat(Processes.carrying("ATTUNE_EXEC_ID=" + run.execution(), directory))
                .isEmpty();
    }

    @Test
    void internalActionsCanBeCancelledToo() throws Exception {
        var run = RunBuilder.core("sleep").parameters("{\"seconds\": 1000}").build();
        gateway.queue(run);
        gateway.await(() -> worker.running() == 1);

        gateway.cancel(run.execution());

        assertThat(gateway.awaitReport(run.execution()).status()).isEqualTo(ExecutionStatus.CANCELLED);
    }

    @Test
    void resultsSurviveAnOutageOfThePlatform() throws Exception {
        var begun = directory.resolve("begun");
        var mark = directory.resolve("go");
        var run = RunBuilder.inline("touch " + begun + "; while [ ! -e " + mark + " ]; do sleep 0.02; done; echo late")
                .build();
        gateway.queue(run);
        gateway.await(() -> Files.exists(begun));

        gateway.down(true);
        Files.createFile(mark);
        gateway.await(() -> worker.running() == 0);
        assertThat(gateway.reports).isEmpty();
        gateway.down(false);

        assertThat(gateway.awaitReport(run.execution()).result().path("stdout").asText())
                .isEqualTo("late\n");
    }

    @Test
    void outputReachesTheLogWhileTheRunGoesOn() throws Exception {
        var mark = directory.resolve("go");
        var run = RunBuilder.inline("echo early; while [ ! -e " + mark + " ]; do sleep 0.02; done; echo late")
                .build();
        gateway.queue(run);

        gateway.await(() -> gateway.log(run.execution(), LogStream.STDOUT).equals("early\n"));
        Files.createFile(mark);
        gateway.awaitReport(run.execution());

        assertThat(gateway.log(run.execution(), LogStream.STDOUT)).isEqualTo("early\nlate\n");
    }

    @Test
    void secretsAreMaskedInTextDataAndLogs() throws Exception {
        var run = RunBuilder.inline(
                        "echo \"{\\\"token\\\": \\\"$token\\\"}\"; printf %s \"$token\" | base64 >&2; echo \"$token\" >&2")
                .parameters("{\"token\":\"hunter2-geheim\"}")
                .secrets("hunter2-geheim")
                .build();

        gateway.queue(run);
        var result = gateway.awaitReport(run.execution()).result();

        assertThat(result.toString()).doesNotContain("hunter2", "aHVudGVy");
        assertThat(result.at("/data/token").asText()).isEqualTo("***");
        assertThat(gateway.log(run.execution(), LogStream.STDOUT)).isEqualTo("{\"token\": \"***\"}\n");
        assertThat(gateway.log(run.execution(), LogStream.STDERR))
                .contains("***")
                .doesNotContain("hunter2", "aHVudGVy");
    }

    @Test
    void aLostSessionIsMadeAnewByTheSameIncarnation() throws Exception {
        gateway.await(() -> gateway.registrations.size() == 1);

        gateway.sessionLost = true;

        gateway.await(() -> gateway.registrations.size() == 2);
        assertThat(gateway.registrations.get(1).incarnation())
                .isEqualTo(gateway.registrations.get(0).incarnation());
    }

    @Test
    void stopLetsARunEndByItself() throws Exception {
        var mark = directory.resolve("mark");
        var run = RunBuilder.inline("touch " + mark + "; sleep 0.3; echo done").build();
        gateway.queue(run);
        gateway.await(() -> Files.exists(mark));

        worker.stop(Duration.ofSeconds(10));

        assertThat(gateway.reports.get(run.execution()).status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(gateway.deregistered).isTrue();
    }

    @Test
    void stopEndsWhatDoesNotEndAndReportsItAsAbandoned() throws Exception {
        var mark = directory.resolve("mark");
        var run = RunBuilder.inline("trap '' TERM; touch " + mark + "; while :; do sleep 1000; done")
                .build();
        gateway.queue(run);
        gateway.await(() -> Files.exists(mark));

        worker.stop(Duration.ofSeconds(5));

        RunReport report = gateway.reports.get(run.execution());
        assertThat(report.status()).isEqualTo(ExecutionStatus.ABANDONED);
        assertThat(report.result().path("error").asText()).contains("worker");
        assertThat(Processes.carrying("ATTUNE_EXEC_ID=" + run.execution(), directory))
                .isEmpty();
        assertThat(directory.resolve("worker").toFile().list()).isEmpty();
    }
}
