/**
 * Rules, triggers, actions, runtimes and packs as the engine needs them: all tenants, all at one version
 * ({@link io.attune.store.catalog.CatalogStore}). What the API lists and changes is kept in the packages of the components.
 */
@NullMarked
package io.attune.store.catalog;

import org.jspecify.annotations.NullMarked;
