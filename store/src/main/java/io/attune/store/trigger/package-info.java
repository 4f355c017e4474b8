/** Rows of triggers and the keys of their webhooks. Entry class: {@link io.attune.store.trigger.TriggerStore}. */
@NullMarked
package io.attune.store.trigger;

import org.jspecify.annotations.NullMarked;
