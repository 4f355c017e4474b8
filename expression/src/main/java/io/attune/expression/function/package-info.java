/** The built-in functions, filters and tests (expressions.md §4.1, §6). Entry class: {@link io.attune.expression.function.Library}. Knows values, not expressions. */
@NullMarked
package io.attune.expression.function;

import org.jspecify.annotations.NullMarked;
