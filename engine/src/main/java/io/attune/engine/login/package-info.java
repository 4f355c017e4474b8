/** How long who failed to log in has to wait (SEC-2). Pure. */
@NullMarked
package io.attune.engine.login;

import org.jspecify.annotations.NullMarked;
