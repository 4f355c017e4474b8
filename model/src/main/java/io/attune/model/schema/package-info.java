/**
 * The one schema format of the product (packs.md §4): {@link io.attune.model.schema.FlatSchema} reads it, {@link
 * io.attune.model.schema.SchemaLint} says what is wrong with one that somebody wrote. Checking values against a schema is the business
 * of {@code engine}.
 */
@NullMarked
package io.attune.model.schema;

import org.jspecify.annotations.NullMarked;
