/** Policies as the API reads and changes them: {@link io.attune.store.policy.PolicyStore}. */
@NullMarked
package io.attune.store.policy;

import org.jspecify.annotations.NullMarked;
