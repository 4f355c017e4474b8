package io.attune.server.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.WorkerId;
import io.attune.model.worker.RegisteredWorker;
import io.attune.model.worker.WorkerRole;
import io.attune.model.worker.WorkerStatus;
import io.attune.model.worker.WorkerType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** api-catalog.md §5: the precedence of health states, and the load. */
class WorkerViewTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");
    private static final Duration STALE = Duration.ofSeconds(90);

    @Test
    void anIdleWorkerIsActiveAndOneWithRunsIsBusy() {
        assertThat(view(WorkerStatus.ACTIVE, NOW, null, Map.of()).healthState()).isEqualTo(HealthState.ACTIVE);

        var busy =
                view(WorkerStatus.ACTIVE, NOW, null, Map.of(ExecutionStatus.RUNNING, 2, ExecutionStatus.SCHEDULED, 1));

        assertThat(busy.healthState()).isEqualTo(HealthState.BUSY);
        assertThat(busy.status()).isEqualTo(WorkerStatus.BUSY);
        assertThat(busy.load().totalActive()).isEqualTo(3);
        assertThat(busy.load().utilizationPercent()).isEqualTo(75);
    }

    @Test
    void aHeartbeatOlderThanTheLimitOrNoneIsStale() {
        var fresh = view(WorkerStatus.ACTIVE, NOW.minusSeconds(90), null, Map.of());
        var stale = view(WorkerStatus.ACTIVE, NOW.minusSeconds(91), null, Map.of());

        assertThat(fresh.heartbeatStale()).isFalse();
        assertThat(stale.heartbeatStale()).isTrue();
        assertThat(stale.heartbeatAgeSeconds()).isEqualTo(91);
        assertThat(stale.healthState()).isEqualTo(HealthState.OFFLINE);
        assertThat(view(WorkerStatus.ACTIVE, null, null, Map.of()).heartbeatStale())
                .isTrue();
    }

    @Test
    void beingCordonedComesBeforeEverythingElse() {
        var cordon = new RegisteredWorker.Cordon("repair", null, NOW);

        var view = view(WorkerStatus.ERROR, null, cordon, Map.of());

        assertThat(view.healthState()).isEqualTo(HealthState.CORDONED);
        assertThat(view.cordonReason()).isEqualTo("repair");
        assertThat(view(WorkerStatus.ERROR, null, null, Map.of()).healthState()).isEqualTo(HealthState.ERROR);
    }

    @Test
    void runtimesAreShownWithTheirVersions() {
        var view = view(WorkerStatus.ACTIVE, NOW, null, Map.of());

        assertThat(view.supportedRuntimes())
                .containsExactly(
                        new WorkerView.SupportedRuntime("python", List.of("3.11", "3.12")),
                        new WorkerView.SupportedRuntime("shell", List.of()));
    }

    @Test
    void theSandboxIsShownWithItsReason() {
        assertThat(view(WorkerStatus.ACTIVE, NOW, null, Map.of()).sandbox())
                .isEqualTo(new WorkerView.Sandbox("process", "bubblewrap is not installed"));
    }

    private static WorkerView view(
            WorkerStatus status,
            @Nullable Instant heartbeat,
            RegisteredWorker.@Nullable Cordon cordon,
            Map<ExecutionStatus, Integer> load) {
        var capabilities = JsonNodeFactory.instance.objectNode();
        capabilities.putArray("runtimes").add("python").add("shell");
        capabilities.putObject("sandbox").put("level", "process").put("reason", "bubblewrap is not installed");
        capabilities
                .putObject("runtime_versions")
                .putArray("python")
                .add("3.11")
                .add("3.12");
        var worker = new RegisteredWorker(
                new WorkerId(1),
                "local",
                WorkerType.LOCAL,
                WorkerRole.ACTION,
                null,
                null,
                status,
                4,
                capabilities,
                heartbeat,
                cordon,
                load,
                NOW,
                NOW);
        return WorkerView.of(worker, NOW, STALE);
    }
}
