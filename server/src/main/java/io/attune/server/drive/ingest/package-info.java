/**
 * From an arrival to the queued run, in one transaction (design.md §4 steps 1–4). {@link io.attune.server.drive.ingest.Ingest} collects
 * arrivals into batches, {@link io.attune.server.drive.ingest.EventBatch} writes one. Does not know where events come from.
 */
@NullMarked
package io.attune.server.drive.ingest;

import org.jspecify.annotations.NullMarked;
