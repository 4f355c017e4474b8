package io.attune.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is talked to while it lives; the same for both supervisors. */
class AttendantTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final BlockingQueue<byte[]> news = new LinkedBlockingQueue<>();
    private final AtomicLong pid = new AtomicLong();
    private final StopSignal stop = new StopSignal();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private final Attendant attendant = new Attendant() {
        @Override
        public void started(long number) {
            pid.set(number);
        }

        @Override
        public boolean keepsInputOpen() {
            return true;
        }

        @Override
        public Optional<byte[]> moreInput() {
            return Optional.ofNullable(news.poll());
        }
    };

    @Test
    void inputFollowsWhileTheProcessLives() throws IOException {
        try (var processes = ProcessSupervisor.open(directory)) {
            isHeard(processes);
        }
    }

    @Test
    void inputFollowsWithoutNativeCallsToo() throws IOException {
        try (var processes = new PortableSupervisor()) {
            isHeard(processes);
        }
    }

    private void isHeard(ProcessSupervisor processes) throws IOException {
        news.add(line("one"));
        // More than a pipe holds: it takes several writes.
        news.add(line("x".repeat(300_000)));
        news.add(line("end"));

        var end = processes.run(
                spec("echo ready; while read -r line; do echo ${#line}; [ \"$line\" = end ] && exit 3; done; exit 4"),
                (bytes, length) -> out.write(bytes, 0, length),
                (_, _) -> {},
                stop,
                attendant);

        assertThat(end).isEqualTo(new ProcessEnd(3, false, 0));
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("ready\n3\n300000\n3\n");
        assertThat(pid.get()).isPositive();
    }

    @Test
    void inputIsClosedWhereNothingFollows() throws IOException {
        try (var processes = ProcessSupervisor.open(directory)) {
            var end = processes.run(spec("cat; exit 5"), (_, _) -> {}, (_, _) -> {}, stop, Attendant.NONE);

            assertThat(end).isEqualTo(new ProcessEnd(5, false, 0));
        }
    }

    @Test
    void theSignalThatEndsAProcessIsTold() throws IOException {
        try (var processes = ProcessSupervisor.open(directory)) {
            var end = processes.run(spec("kill -9 $$"), (_, _) -> {}, (_, _) -> {}, stop, attendant);

            assertThat(end).isEqualTo(new ProcessEnd(-1, false, 9));
        }
    }

    @Test
    void aMonitorTellsTheSignalByItsExitCode() throws IOException {
        try (var processes = ProcessSupervisor.open(directory)) {
            var monitored = spec("").behind(List.of("/bin/sh", "-c", "exit 137"), new byte[0], Map.of());
            var end = processes.run(monitored, (_, _) -> {}, (_, _) -> {}, stop, attendant);

            assertThat(end).isEqualTo(new ProcessEnd(-1, false, 9));
        }
    }

    /** On every system: what it is told holds what nobody else may read. */
    @Test
    void aMonitorIsToldByADescriptorOfItsOwn() throws IOException {
        for (var processes : List.of(ProcessSupervisor.open(directory.resolve("runs")), new PortableSupervisor())) {
            var told = new StringBuilder();
            var spec = spec("").behind(
                            List.of("/bin/sh", "-c", "cat <&3; echo; ls -A \"$TMPDIR\"; echo $OF_COMMAND"),
                            "hand this on".getBytes(StandardCharsets.UTF_8),
                            Map.of("TMPDIR", directory.toString()));
            try (processes) {
                processes.run(
                        spec,
                        (bytes, count) -> told.append(new String(bytes, 0, count, StandardCharsets.UTF_8)),
                        (_, _) -> {},
                        stop,
                        attendant);
            }
            assertThat(told.toString().strip())
                    .as(processes.getClass().getSimpleName())
                    .isEqualTo("hand this on");
        }
    }

    @Test
    void aProcessThatReadsNoMoreIsNotDisturbed() throws IOException {
        try (var processes = ProcessSupervisor.open(directory)) {
            news.add(line("unread"));
            var end = processes.run(spec("exec <&-; sleep 0.3; exit 6"), (_, _) -> {}, (_, _) -> {}, stop, attendant);

            assertThat(end).isEqualTo(new ProcessEnd(6, false, 0));
        }
    }

    @Test
    void aStopEndsAProcessThatWaitsForInput() throws IOException {
        try (var processes = ProcessSupervisor.open(directory)) {
            OutputSink stopWhenReady = (_, _) -> stop.request(StopSignal.Reason.WORKER_STOPS);
            var end = processes.run(spec("echo ready; read -r line"), stopWhenReady, (_, _) -> {}, stop, attendant);

            assertThat(end).isEqualTo(new ProcessEnd(-1, false, 15));
        }
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private ProcessSpec spec(String script) {
        return new ProcessSpec(
                List.of("/bin/bash", "-c", script),
                Map.of("PATH", "/usr/bin:/bin", "TMPDIR", directory.toString()),
                directory,
                directory,
                new byte[0],
                null,
                LIMIT,
                Duration.ofSeconds(5),
                null);
    }
}
