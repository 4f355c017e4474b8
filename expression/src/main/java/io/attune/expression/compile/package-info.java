/** Tree to something that runs. Entry class: {@link io.attune.expression.compile.Compiler}. Holds the operators and the rules for undefined names; knows functions only by their signatures. */
@NullMarked
package io.attune.expression.compile;

import org.jspecify.annotations.NullMarked;
