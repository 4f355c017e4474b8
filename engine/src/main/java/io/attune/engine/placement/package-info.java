/**
 * Which worker can run what (runtime.md §2.1). {@link io.attune.engine.placement.Demands} is what an execution asks for,
 * {@link io.attune.engine.placement.Offer} what a worker has, {@link io.attune.engine.placement.Fit} the answer with its reason. Pure.
 */
@NullMarked
package io.attune.engine.placement;

import org.jspecify.annotations.NullMarked;
