/** The life of an execution: {@link io.attune.engine.execution.ExecutionLifecycle} alone says which status may follow which. Pure. */
@NullMarked
package io.attune.engine.execution;

import org.jspecify.annotations.NullMarked;
