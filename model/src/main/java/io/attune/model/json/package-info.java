/** JSON values as such: which of them the store can hold. */
@NullMarked
package io.attune.model.json;

import org.jspecify.annotations.NullMarked;
