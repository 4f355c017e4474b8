/**
 * Which runs may go and which wait (runtime.md §2.2): {@link io.attune.engine.admission.PolicyIndex} finds the policy of a run,
 * {@link io.attune.engine.admission.GroupKey} says with which others it counts, {@link io.attune.engine.admission.AdmissionDecider} decides.
 * Knows no clock: the time is an argument.
 */
@NullMarked
package io.attune.engine.admission;

import org.jspecify.annotations.NullMarked;
