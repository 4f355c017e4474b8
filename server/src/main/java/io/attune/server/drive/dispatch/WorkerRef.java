package io.attune.server.drive.dispatch;

import io.attune.engine.placement.Offer;
import io.attune.model.id.WorkerId;
import io.attune.store.audit.Initiator;

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
}
