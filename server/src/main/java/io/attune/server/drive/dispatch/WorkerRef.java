package io.attune.server.drive.dispatch;

import io.attune.engine.placement.Offer;
import io.attune.model.id.WorkerId;
import io.attune.store.audit.Initiator;
import io.attune.store.execution.Taker;

/**
 * A worker process that is registered.
 *
 * @param incarnation tells this process from earlier ones of the same worker
 */
public record WorkerRef(WorkerId id, String name, String incarnation, Offer offer) {
    /** As the audit log knows it. */
    Initiator initiator() {
        return Initiator.worker(name);
    }

    /** @param started whether it starts at once what it takes */
    Taker taker(boolean started) {
        return new Taker(id, incarnation, started, initiator());
    }
}
