package io.attune.model.id;

/** The id of an inquiry; assigned by the database, positive. */
public record InquiryId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
