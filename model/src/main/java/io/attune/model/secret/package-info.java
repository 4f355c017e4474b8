/**
 * Secret values by their places in JSON documents (security.md §4.3, expressions.md §9): where one is and where it came from
 * ({@link io.attune.model.secret.SecretPlace}), and what is shown instead ({@link io.attune.model.secret.SecretMarker}).
 */
@NullMarked
package io.attune.model.secret;

import org.jspecify.annotations.NullMarked;
