/**
 * Questions to people (runtime.md §7): {@link io.attune.engine.inquiry.Question} says what can be asked,
 * {@link io.attune.engine.inquiry.InquiryDecider} who may answer and what becomes of the inquiry and of the run that waits for it. Pure.
 */
@NullMarked
package io.attune.engine.inquiry;

import org.jspecify.annotations.NullMarked;
