/**
 * Confines the processes of runs beyond what the supervisor does (design.md §6, security.md §11). {@link io.attune.worker.sandbox.Sandbox}
 * is found once, when a worker starts, and says what this machine allows and why. Knows nothing of executions.
 */
@NullMarked
package io.attune.worker.sandbox;

import org.jspecify.annotations.NullMarked;
