package io.attune.server.drive.dispatch;

import io.attune.engine.placement.Offer;
import io.attune.model.id.WorkerId;

/**
 * A worker process that is registered.
 *
 * @param incarnation tells this process from earlier ones of the same worker
 */
public record WorkerRef(WorkerId id, String name, String incarnation, Offer offer) {}
