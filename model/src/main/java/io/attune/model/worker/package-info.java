/** Workers and what they can do. */
@NullMarked
package io.attune.model.worker;

import org.jspecify.annotations.NullMarked;
