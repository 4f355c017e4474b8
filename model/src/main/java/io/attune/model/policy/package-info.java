/** How many runs at once, and how many in a time (runtime.md §1.3, §2.2). */
@NullMarked
package io.attune.model.policy;

import org.jspecify.annotations.NullMarked;
