/**
 * Questions to people: {@link io.attune.store.inquiry.InquiryStore} asks and ends them, {@link io.attune.store.inquiry.InquiryViewStore}
 * reads them for the API. Whoever ends one holds its execution first.
 */
@NullMarked
package io.attune.store.inquiry;

import org.jspecify.annotations.NullMarked;
