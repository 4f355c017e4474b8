/** Finds the expressions in template text (expressions.md §2). Entry class: {@link io.attune.expression.template.TemplateText}. */
@NullMarked
package io.attune.expression.template;

import org.jspecify.annotations.NullMarked;
