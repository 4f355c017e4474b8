/** Rows of actions. Entry class: {@link io.attune.store.action.ActionStore}. */
@NullMarked
package io.attune.store.action;

import org.jspecify.annotations.NullMarked;
