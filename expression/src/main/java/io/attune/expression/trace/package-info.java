/** Explains a result step by step. Entry class: {@link io.attune.expression.trace.Tracer}. Slow on purpose: never used where rules are matched. */
@NullMarked
package io.attune.expression.trace;

import org.jspecify.annotations.NullMarked;
