package io.attune.server.auth;

import io.attune.model.id.IdentityId;
import io.attune.server.http.AttuneException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps one identity from holding all live streams open (security.md §7, §9). Kept per process. */
public final class StreamLimit {
    private static final Duration TRY_AGAIN = Duration.ofSeconds(10);

    private final int most;
    private final Map<IdentityId, Integer> open = new ConcurrentHashMap<>();

    StreamLimit(int most) {
        this.most = most;
    }

    /** One open stream. */
    public interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * @return to be closed when the stream is over
     * @throws AttuneException 429 if the identity has as many streams open as it may
     */
    public Place enter(IdentityId identity) {
        open.compute(identity, (_, streams) -> {
            int now = streams == null ? 0 : streams;
            if (now >= most) {
                throw AttuneException.tooManyRequests(
                        "At most " + most + " live streams may be open at the same time; close one first", TRY_AGAIN);
            }
            return now + 1;
        });
        return () -> open.computeIfPresent(identity, (_, streams) -> streams == 1 ? null : streams - 1);
    }
}
