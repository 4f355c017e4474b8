/** Identities, their passwords and their sessions. {@link io.attune.store.identity.IdentityStore} is where to start. */
@NullMarked
package io.attune.store.identity;

import org.jspecify.annotations.NullMarked;
