/** The load generator: starts a fresh platform, puts load on its public API, and prints what it measured. */
@NullMarked
package io.attune.bench.load;

import org.jspecify.annotations.NullMarked;
