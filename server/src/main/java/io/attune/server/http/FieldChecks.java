package io.attune.server.http;

import io.attune.server.http.AttuneException.Detail;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects everything that is wrong with the fields of one request, so that the answer names all of it at once. */
public final class FieldChecks {
    private final List<Detail> findings = new ArrayList<>();

    /** The field must be there and have a length within the bounds. */
    public FieldChecks text(String field, @Nullable String value, int least, int most) {
        if (value == null) {
            return finding(field, "is required");
        }
        return optionalText(field, value, least, most);
    }

    /** The field may be absent, else its length must be within the bounds. */
    public FieldChecks optionalText(String field, @Nullable String value, int least, int most) {
        if (value == null) {
            return this;
        }
        int length = value.codePointCount(0, value.length());
        return length < least || length > most
                ? finding(field, "must have " + least + " to " + most + " characters, found " + length)
                : this;
    }

    public FieldChecks required(String field, @Nullable Object value) {
        return value == null ? finding(field, "is required") : this;
    }

    public FieldChecks range(String field, @Nullable Number value, long least, long most) {
        return value != null && (value.longValue() < least || value.longValue() > most)
                ? finding(field, "must be from " + least + " to " + most + ", found " + value)
                : this;
    }

    public FieldChecks finding(String field, String message) {
        findings.add(new Detail(field, message));
        return this;
    }

    /** @throws AttuneException 422 with all findings, if there are any */
    public void done() {
        if (!findings.isEmpty()) {
            throw AttuneException.invalid(findings);
        }
    }
}
