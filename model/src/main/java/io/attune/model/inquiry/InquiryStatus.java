package io.attune.model.inquiry;

import io.attune.model.WireEnum;

/** Where a question stands (runtime.md §1.5). Nothing follows but on {@link #PENDING}. */
public enum InquiryStatus implements WireEnum {
    PENDING,
    RESPONDED,
    TIMEOUT,
    CANCELLED;

    public boolean isTerminal() {
        return this != PENDING;
    }
}
