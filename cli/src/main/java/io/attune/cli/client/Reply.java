package io.attune.cli.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the server answered.
 *
 * @param requestId the server's id of the request, for its operator; null when it sent none
 * @param retryAfter how long the server asks to wait; null when it does not say
 */
public record Reply(
        int status,
        String body,
        @Nullable String requestId,
        @Nullable Duration retryAfter,
        Map<String, List<String>> headers) {
    public boolean successful() {
        return status >= 200 && status < 300;
    }

    boolean worthRetrying() {
        return status == 429 || status == 502 || status == 503 || status == 504;
    }
}
