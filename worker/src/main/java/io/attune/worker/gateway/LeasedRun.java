package io.attune.worker.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.catalog.OutputFormat;
import io.attune.model.catalog.ParameterDelivery;
import io.attune.model.catalog.ParameterFormat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One execution given to one worker, with everything needed to run it and nothing else (security.md §10).
 *
 * @param attempt how often this execution was handed out, from 1
 * @param started whether the platform already set it to {@code running} (actions that need no process)
 * @param systemPack whether the action belongs to a system pack
 * @param adhoc whether the action was made through the API: a shell entry point is then the script text itself
 * @param runtimeName {@code shell}, {@code python}, {@code nodejs}, {@code native}, {@code internal} …: the runtime's name, lower case
 * @param runtimeConfig the runtime's {@code execution_config} (packs.md §8.2); an empty object for native
 * @param secretOutput the action's output schema (packs.md §4) if it declares secrets, else null
 * @param parameters the whole parameter document: defaults applied, keys merged, secrets in clear
 * @param secretValues every secret text inside {@code parameters}, and the token in {@code environment}: to be masked in output
 * @param environment the variables of security.md §4.4 that the platform knows ({@code ATTUNE_EXEC_ID}, {@code ATTUNE_API_URL} …, context
 *     and execution variables); the worker adds those that depend on its own directories
 * @param timeout after which the process is stopped (runtime.md §5.3)
 * @param packChecksum changes when the files of the pack change
 */
public record LeasedRun(
        long execution,
        int attempt,
        boolean started,
        long tenant,
        String actionRef,
        String packRef,
        boolean systemPack,
        boolean adhoc,
        String entrypoint,
        String runtimeName,
        JsonNode runtimeConfig,
        ParameterDelivery parameterDelivery,
        ParameterFormat parameterFormat,
        OutputFormat outputFormat,
        @Nullable JsonNode secretOutput,
        ObjectNode parameters,
        List<String> secretValues,
        Map<String, String> environment,
        Duration timeout,
        @Nullable String packChecksum) {
    public LeasedRun {
        // What is null here is a JSON null once it has been on the wire.
        secretOutput = secretOutput == null || secretOutput.isNull() ? null : secretOutput;
    }

    /** Without anything that may be secret. */
    @Override
    public String toString() {
        return "LeasedRun[execution=" + execution + ", attempt=" + attempt + ", action=" + actionRef + "]";
    }
}
