package io.attune.worker;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.worker.runtime.Interpreters;
import java.util.List;

/** What a worker advertises (runtime.md §1.3 {@code worker.capabilities}). */
final class Capabilities {
    private Capabilities() {}

    static ObjectNode of(WorkerConfig config, List<Interpreters.Found> found) {
        ObjectNode capabilities = JsonNodeFactory.instance.objectNode();
        var runtimes = capabilities.putArray("runtimes");
        runtimes.add("internal").add("native");
        var versions = capabilities.putObject("runtime_versions");
        var interpreters = capabilities.putArray("detected_interpreters");
        for (var one : found) {
            runtimes.add(one.runtime());
            versions.putArray(one.runtime()).add(one.version());
            interpreters
                    .addObject()
                    .put("runtime", one.runtime())
                    .put("path", one.binary().toString())
                    .put("version", one.version());
        }
        capabilities.put("agent_mode", false);
        var labels = capabilities.putObject("labels");
        config.labels().forEach(labels::put);
        var taints = capabilities.putArray("taints");
        config.taints().forEach(taints::add);
        capabilities.put("max_concurrent_executions", config.slots());
        capabilities
                .putObject("sandbox")
                .put("level", config.sandbox().level())
                .put("reason", config.sandbox().reason());
        return capabilities;
    }
}
