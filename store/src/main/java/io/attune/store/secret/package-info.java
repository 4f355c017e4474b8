/**
 * Secret values taken out of the JSON of runs and enforcements (security.md §4.3): {@link io.attune.store.secret.SecretValueStore}. Where the
 * values were, {@link io.attune.model.secret.SecretMarker}s are stored.
 */
@NullMarked
package io.attune.store.secret;

import org.jspecify.annotations.NullMarked;
