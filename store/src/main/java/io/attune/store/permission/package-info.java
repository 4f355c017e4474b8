/** Permission sets, who holds them and through which roles (security.md §2). */
@NullMarked
package io.attune.store.permission;

import org.jspecify.annotations.NullMarked;
