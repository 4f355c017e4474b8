package io.attune.cli.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.Call;
import io.attune.cli.call.JsonInput;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** On which workers a run may be, where that is not as its action says. */
public final class PlacementOptions {
    @Option(names = "--worker-selector", paramLabel = "JSON", description = "labels a worker must have")
    @Nullable
    String selector;

    @Option(names = "--worker-tolerations", paramLabel = "JSON", description = "taints the run accepts")
    @Nullable
    String tolerations;

    @Option(names = "--worker-affinity", paramLabel = "JSON", description = "workers the run prefers or needs")
    @Nullable
    String affinity;

    public void addTo(Call call, ObjectNode request) {
        if (selector != null) {
            request.set("worker_selector", JsonInput.object(call, "--worker-selector", selector));
        }
        if (tolerations != null) {
            request.set("worker_tolerations", JsonInput.value(call, "--worker-tolerations", tolerations));
        }
        if (affinity != null) {
            request.set("worker_affinity", JsonInput.object(call, "--worker-affinity", affinity));
        }
    }
}
