/**
 * Generates the jOOQ classes of {@code store} from its migrations, at build time.
 *
 * <p>Entry class: {@link io.attune.codegen.GenerateSchema}. Nothing of the product depends on this module.
 */
@NullMarked
package io.attune.codegen;

import org.jspecify.annotations.NullMarked;
