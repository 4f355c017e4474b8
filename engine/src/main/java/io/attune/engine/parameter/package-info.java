/**
 * Checking values against flat schemas (packs.md §4). Entry class: {@link io.attune.engine.parameter.ParameterCheck}. Does not know where
 * the values come from or what a violation leads to.
 */
@NullMarked
package io.attune.engine.parameter;

import org.jspecify.annotations.NullMarked;
