/**
 * From the queue to the finished run (design.md §4, steps 4–6). {@link io.attune.server.drive.dispatch.Enqueue} puts executions into the
 * queue, {@link io.attune.server.drive.dispatch.Dispatch} hands them to workers and takes their reports. Knows nothing of HTTP.
 */
@NullMarked
package io.attune.server.drive.dispatch;

import org.jspecify.annotations.NullMarked;
