/** Named values that actions and people share: settings and secrets (runtime.md §1.3, security.md §3.4). */
@NullMarked
package io.attune.model.key;

import org.jspecify.annotations.NullMarked;
