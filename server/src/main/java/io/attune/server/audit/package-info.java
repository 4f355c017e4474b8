/** Who did what (security.md §5), written in the transaction of the change it speaks of. */
@NullMarked
package io.attune.server.audit;

import org.jspecify.annotations.NullMarked;
