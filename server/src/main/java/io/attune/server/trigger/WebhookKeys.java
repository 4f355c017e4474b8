package io.attune.server.trigger;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes the keys of webhooks: {@code wh_} and 128 random bits (runtime.md §4). */
final class WebhookKeys {
    private static final SecureRandom RANDOM = new SecureRandom();

    private WebhookKeys() {}

    static String next() {
        var bits = new byte[16];
        RANDOM.nextBytes(bits);
        return "wh_" + HexFormat.of().formatHex(bits);
    }
}
