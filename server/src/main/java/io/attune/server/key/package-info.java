/**
 * The key store over HTTP (api-runs.md §5, security.md §3.4, §4.2). {@link io.attune.server.key.KeyResource} has the routes,
 * {@link io.attune.server.key.KeyAccess} says who may do what to which key, {@link io.attune.server.key.OwnedKeys} keeps packs and identities
 * from being deleted over their keys.
 */
@NullMarked
package io.attune.server.key;

import org.jspecify.annotations.NullMarked;
