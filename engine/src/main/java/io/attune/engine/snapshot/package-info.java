/** What large immutable values are made of whose successors differ little from them. Knows nothing of what is kept in them. */
@NullMarked
package io.attune.engine.snapshot;

import org.jspecify.annotations.NullMarked;
