package io.attune.engine.webhook;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** What of a delivery a signature is checked against. Nothing of it is believed before. */
public final class SignedDelivery {
    private final byte[] body;
    private final Function<String, Optional<String>> headers;
    private final Instant received;

    /**
     * @param body as it came; not to be changed
     * @param headers the value of a header by name, without the spaces around it; nothing when it is absent or empty
     */
    public SignedDelivery(byte[] body, Function<String, Optional<String>> headers, Instant received) {
        this.body = body;
        this.headers = headers;
        this.received = received;
    }

    byte[] body() {
        return body;
    }

    Optional<String> header(String name) {
        return headers.apply(name);
    }

    Instant received() {
        return received;
    }
}
