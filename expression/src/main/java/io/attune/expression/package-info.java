/**
 * The expression and template language of Attune (expressions.md). Entry classes: {@link io.attune.expression.Expression},
 * {@link io.attune.expression.Template}, {@link io.attune.expression.Condition}. Knows nothing of storage, time or randomness: what the
 * language can reach is what a {@link io.attune.expression.Scope} holds, and every evaluation is bounded ({@link io.attune.expression.Limits}).
 */
@NullMarked
package io.attune.expression;

import org.jspecify.annotations.NullMarked;
