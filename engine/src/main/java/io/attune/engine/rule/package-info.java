/**
 * Which rules an event fires (runtime.md §2 steps 3 and 4, expressions.md §8). Entry class: {@link io.attune.engine.rule.RuleIndex}. Does not know what firing
 * leads to.
 */
@NullMarked
package io.attune.engine.rule;

import org.jspecify.annotations.NullMarked;
