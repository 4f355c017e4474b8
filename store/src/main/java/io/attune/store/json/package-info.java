/**
 * JSON documents between columns and trees.
 *
 * <p>Entry class: {@link io.attune.store.json.JsonNodeBinding}. Knows no table.
 */
@NullMarked
package io.attune.store.json;

import org.jspecify.annotations.NullMarked;
