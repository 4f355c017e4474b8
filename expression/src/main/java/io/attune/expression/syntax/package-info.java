/** Text to tree. {@link io.attune.expression.syntax.Lexer} and {@link io.attune.expression.syntax.Parser} make an {@link io.attune.expression.syntax.Expr}, {@link io.attune.expression.syntax.Printer} makes text of one again. Knows nothing of evaluation. */
@NullMarked
package io.attune.expression.syntax;

import org.jspecify.annotations.NullMarked;
