/** Questions to people: {@link io.attune.model.inquiry.Inquiry}. */
@NullMarked
package io.attune.model.inquiry;

import org.jspecify.annotations.NullMarked;
