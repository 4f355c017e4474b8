/**
 * Inquiries over HTTP (api-runs.md §4): {@link io.attune.server.inquiry.InquiryResource} and its neighbours. What an answer or a cancel
 * makes of the run that waits is done by {@link io.attune.server.drive.dispatch.InquiryEnds}.
 */
@NullMarked
package io.attune.server.inquiry;

import org.jspecify.annotations.NullMarked;
