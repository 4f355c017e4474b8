/**
 * Rows of packs and what their files put into the catalogue. {@link io.attune.store.pack.PackStore} holds the packs, {@link
 * io.attune.store.pack.PackComponentStore} writes and removes the components of one. Components made through the API are the business of
 * their own stores and are never touched here.
 */
@NullMarked
package io.attune.store.pack;

import org.jspecify.annotations.NullMarked;
