/** Components of packs as the engine needs them. */
@NullMarked
package io.attune.model.catalog;

import org.jspecify.annotations.NullMarked;
