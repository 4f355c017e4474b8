/**
 * The runs that policies let go or keep waiting (runtime.md §2.2): {@link io.attune.store.admission.AdmissionGroupStore} and
 * {@link io.attune.store.admission.AdmissionStore} for those who decide, {@link io.attune.store.admission.WaitingStore} for those who ask why a
 * run waits.
 */
@NullMarked
package io.attune.store.admission;

import org.jspecify.annotations.NullMarked;
