/** Who calls and what they may do: tokens, grants, the guard in front of every route (security.md §1, §2). */
@NullMarked
package io.attune.server.auth;

import org.jspecify.annotations.NullMarked;
