/** Routes that only tests need. Closed unless {@code testing.enabled} is set. */
@NullMarked
package io.attune.server.testing;

import org.jspecify.annotations.NullMarked;
