/** Who did what: append only (security.md §5). */
@NullMarked
package io.attune.store.audit;

import org.jspecify.annotations.NullMarked;
