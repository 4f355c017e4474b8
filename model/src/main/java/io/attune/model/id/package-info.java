/** Typed ids, so that two of different kinds cannot be swapped. */
@NullMarked
package io.attune.model.id;

import org.jspecify.annotations.NullMarked;
