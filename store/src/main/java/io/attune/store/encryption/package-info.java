/** Values encrypted at rest (security.md §4.1). {@link io.attune.store.encryption.SecretBox} seals and opens them. */
@NullMarked
package io.attune.store.encryption;

import org.jspecify.annotations.NullMarked;
