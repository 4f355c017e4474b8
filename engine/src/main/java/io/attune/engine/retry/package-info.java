/** Decides whether runs outside workflows are tried again ({@link io.attune.engine.retry.RetryDecider}). */
@NullMarked
package io.attune.engine.retry;

import org.jspecify.annotations.NullMarked;
