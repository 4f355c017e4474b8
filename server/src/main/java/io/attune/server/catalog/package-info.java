/**
 * The catalog in memory: rules with their index, triggers, actions, runtimes and packs, all at one version (design.md §4 step 3).
 * {@link io.attune.server.catalog.Catalog} holds the present {@link io.attune.server.catalog.CatalogSnapshot}. The routes that change the
 * catalog live in the packages of the components.
 */
@NullMarked
package io.attune.server.catalog;

import org.jspecify.annotations.NullMarked;
