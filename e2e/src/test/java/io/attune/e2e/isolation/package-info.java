/** What one tenant sees of another: nothing, on any route, with either wall alone. */
@NullMarked
package io.attune.e2e.isolation;

import org.jspecify.annotations.NullMarked;
