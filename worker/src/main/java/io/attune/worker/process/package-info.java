/**
 * Starts and stops operating-system processes. {@link io.attune.worker.process.ProcessSupervisor} runs one command to its end, as the
 * leader of a session of its own and with no descriptor of ours; {@link io.attune.worker.process.Watchdog} ends everything when this
 * Java process dies. Knows nothing of executions.
 */
@NullMarked
package io.attune.worker.process;

import org.jspecify.annotations.NullMarked;
