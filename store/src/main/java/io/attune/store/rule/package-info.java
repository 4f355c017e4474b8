/** Rows of rules. Entry class: {@link io.attune.store.rule.RuleStore}. */
@NullMarked
package io.attune.store.rule;

import org.jspecify.annotations.NullMarked;
