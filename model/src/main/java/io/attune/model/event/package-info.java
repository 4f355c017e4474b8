/** Events and enforcements. */
@NullMarked
package io.attune.model.event;

import org.jspecify.annotations.NullMarked;
