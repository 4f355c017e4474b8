/**
 * One leased execution from claim to report: {@link io.attune.worker.run.Runner} is the road, the other classes are its stations. Knows
 * nothing of leases, sessions and transports.
 */
@NullMarked
package io.attune.worker.run;

import org.jspecify.annotations.NullMarked;
