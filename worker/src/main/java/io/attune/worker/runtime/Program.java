package io.attune.worker.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.worker.gateway.LeasedRun;

/**
 * What a pack wants to be started.
 *
 * @param folder of the pack's directory, in which the file is
 * @param entrypoint the file; for an action made through the API perhaps the program text itself
 * @param runtimeConfig of the runtime (packs.md §8.2)
 */
public record Program(String folder, String packRef, String entrypoint, String runtimeName, JsonNode runtimeConfig) {
    public static final String ACTIONS = "actions";
    public static final String SENSORS = "sensors";

    /** The action of a run. */
    public static Program of(LeasedRun run) {
        return new Program(ACTIONS, run.packRef(), run.entrypoint(), run.runtimeName(), run.runtimeConfig());
    }
}
