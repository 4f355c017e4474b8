/** The expression and template language of Attune (expressions.md). Entry class: {@code Expressions}. Knows nothing of storage or time. */
@NullMarked
package io.attune.expression;

import org.jspecify.annotations.NullMarked;
