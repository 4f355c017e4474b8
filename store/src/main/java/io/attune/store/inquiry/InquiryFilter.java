package io.attune.store.inquiry;

import io.attune.model.inquiry.InquiryStatus;
import org.jspecify.annotations.Nullable;

/** Which inquiries a list shows (api-runs.md §4); null members do not filter. */
public record InquiryFilter(
        @Nullable InquiryStatus status,
        @Nullable Long execution,
        @Nullable Long assignedTo) {}
