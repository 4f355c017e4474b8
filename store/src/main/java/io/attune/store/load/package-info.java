/** What lies before the platform at a moment, as operators watch it. Counts only; whose it is stays out. */
@NullMarked
package io.attune.store.load;

import org.jspecify.annotations.NullMarked;
