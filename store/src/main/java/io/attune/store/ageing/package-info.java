/** Makes rows older than they are, for tests of what time does to them. Nothing of the product uses it. */
@NullMarked
package io.attune.store.ageing;

import org.jspecify.annotations.NullMarked;
