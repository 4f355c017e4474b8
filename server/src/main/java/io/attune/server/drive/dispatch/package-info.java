/**
 * From the queue to the finished run (design.md §4, steps 4–6). {@link io.attune.server.drive.dispatch.Enqueue} puts executions into the
 * queue, {@link io.attune.server.drive.dispatch.Leasing} hands them to workers, {@link io.attune.server.drive.dispatch.Completion} takes their
 * reports; {@link io.attune.server.drive.dispatch.Admission} keeps them within the limits of policies meanwhile. Knows nothing of HTTP.
 */
@NullMarked
package io.attune.server.drive.dispatch;

import org.jspecify.annotations.NullMarked;
