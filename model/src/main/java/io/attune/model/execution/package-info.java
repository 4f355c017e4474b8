/** The life of one run of an action. */
@NullMarked
package io.attune.model.execution;

import org.jspecify.annotations.NullMarked;
