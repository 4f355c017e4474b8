/** Sends what no client means to send to every operation of the API, and looks for the answer that should not be. */
@NullMarked
package io.attune.e2e.fuzz;

import org.jspecify.annotations.NullMarked;
