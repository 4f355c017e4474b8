/** Ends inquiries that nobody answered in time (runtime.md §7): {@link io.attune.server.drive.inquiry.InquiryDriver}. */
@NullMarked
package io.attune.server.drive.inquiry;

import org.jspecify.annotations.NullMarked;
