/**
 * Says in plain words why something is as it is: what happened to an execution ({@link io.attune.engine.explain.Story}), and what it waits
 * for or failed of ({@link io.attune.engine.explain.Explanations}). Functions of what is stored; nothing is looked up here.
 */
@NullMarked
package io.attune.engine.explain;

import org.jspecify.annotations.NullMarked;
