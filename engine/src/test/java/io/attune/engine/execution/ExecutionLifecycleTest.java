package io.attune.engine.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.execution.ExecutionStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ExecutionLifecycleTest {
    private static final String BEGIN = "<!-- execution lifecycle: begin, generated from ExecutionLifecycle -->";
    private static final String END = "<!-- execution lifecycle: end -->";

    @Property
    void nothingLeavesATerminalStatus(@ForAll ExecutionStatus from, @ForAll Cause cause) {
        if (from.isTerminal()) {
            assertThat(ExecutionLifecycle.next(from, cause)).isEmpty();
        }
    }

    @Property
    void everyStatusCanBeCancelledUntilItIsOver(@ForAll ExecutionStatus from) {
        if (!from.isTerminal()) {
            assertThat(ExecutionLifecycle.next(from, Cause.CANCEL_REQUESTED_WITHOUT_PROCESS))
                    .contains(ExecutionStatus.CANCELLED);
        }
    }

    @Test
    void noCauseIsListedTwiceForOneStatus() {
        var seen = new HashSet<String>();
        for (var transition : ExecutionLifecycle.table()) {
            assertThat(seen.add(transition.from() + " " + transition.cause()))
                    .as(transition.toString())
                    .isTrue();
        }
    }

    @Test
    void everyLiveStatusLeadsToATerminalOne() {
        for (var status : ExecutionStatus.values()) {
            assertThat(status.isTerminal() || endsSomewhere(status))
                    .as(status.wire())
                    .isTrue();
        }
    }

    private static boolean endsSomewhere(ExecutionStatus from) {
        return ExecutionLifecycle.table().stream()
                .anyMatch(transition ->
                        transition.from() == from && transition.to().isTerminal());
    }

    @Test
    void aLostWorkerAbandonsWhatRanAndCancelsWhatWasBeingCancelled() {
        assertThat(ExecutionLifecycle.next(ExecutionStatus.RUNNING, Cause.WORKER_LOST))
                .contains(ExecutionStatus.ABANDONED);
        assertThat(ExecutionLifecycle.next(ExecutionStatus.CANCELING, Cause.WORKER_LOST))
                .contains(ExecutionStatus.CANCELLED);
        assertThat(ExecutionLifecycle.next(ExecutionStatus.SCHEDULED, Cause.WORKER_LOST))
                .isEmpty();
    }

    @Test
    void theDiagramInArchitectureMdIsTheTable() throws IOException {
        var document = Files.readString(root().resolve("ARCHITECTURE.md"));
        assertThat(document).contains(BEGIN).contains(END);
        var shown = document.substring(document.indexOf(BEGIN) + BEGIN.length(), document.indexOf(END))
                .strip();
        assertThat(shown)
                .as("replace the block in ARCHITECTURE.md by this one")
                .isEqualTo("```mermaid\n" + ExecutionLifecycle.diagram() + "```");
    }

    private static Path root() {
        return Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
                .filter(path -> Files.exists(path.resolve("mvnw")) || Files.exists(path.resolve("ARCHITECTURE.md")))
                .findFirst()
                .orElseThrow();
    }
}
