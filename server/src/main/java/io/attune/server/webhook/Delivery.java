package io.attune.server.webhook;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request to the receiver, before anything of it is believed. */
final class Delivery {
    private final byte[] body;
    private final String address;
    private final Function<String, @Nullable String> headers;

    /**
     * @param body as it came; not to be changed
     * @param address of the client, behind trusted proxies
     * @param headers the first value of a header by name, null when it is absent
     */
    Delivery(byte[] body, String address, Function<String, @Nullable String> headers) {
        this.body = body;
        this.address = address;
        this.headers = headers;
    }

    byte[] body() {
        return body;
    }

    String address() {
        return address;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.apply(name)).map(String::strip).filter(value -> !value.isEmpty());
    }
}
