/**
 * What the tables of the catalogue have in common: pages, look-ups, locks and refs that are taken.
 *
 * <p>Entry class: {@link io.attune.store.component.ComponentTable}, which the stores of actions, triggers, rules and so on are made of.
 * Knows none of them.
 */
@NullMarked
package io.attune.store.component;

import org.jspecify.annotations.NullMarked;
