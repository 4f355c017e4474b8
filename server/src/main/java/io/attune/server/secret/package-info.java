/** Shows secret values to those who may see them, and remembers it: {@link io.attune.server.secret.SecretReveal} (security.md §4.3). */
@NullMarked
package io.attune.server.secret;

import org.jspecify.annotations.NullMarked;
