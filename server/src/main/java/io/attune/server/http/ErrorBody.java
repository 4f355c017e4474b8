package io.attune.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The shape of every refusal of the application (api.md §1.4). */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ErrorBody(
        String error, ErrorCode code, @Nullable Details details) {
    /**
     * @param fields what to fix, all findings at once
     * @param requestId under which the log says more; only for failures of ours
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Details(
            @Nullable List<AttuneException.Detail> fields,
            @Nullable UUID requestId) {}

    /** The other shape: what the token guard answers (api.md §1.4). */
    public record Guard(GuardError error) {}

    public record GuardError(int code, String message) {}
}
