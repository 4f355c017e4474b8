package io.attune.server.drive.dispatch;

import io.attune.store.execution.ClaimedRun;
import io.attune.worker.gateway.LeasedRun;

/** What became of a claimed execution. */
sealed interface Assembled {
    /** It can be handed to its worker. */
    record Ready(LeasedRun run) implements Assembled {}

    /** It can never run; the message is for people and holds no secret. */
    record Broken(ClaimedRun run, String error) implements Assembled {}
}
