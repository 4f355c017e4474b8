package io.attune.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Only trusted proxies may say for whom they ask (runtime.md §4). */
class ClientAddressTest {
    private final ClientAddress addresses = new ClientAddress(List.of("127.0.0.0/8", "::1/128", "10.1.0.0/16"));

    @Test
    void aStrangerSpeaksForItselfOnly() {
        assertThat(addresses.of("192.0.2.7", List.of("198.51.100.1"))).isEqualTo("192.0.2.7");
    }

    @Test
    void theLastHopThatIsNoProxyOfOursIsTheClient() {
        assertThat(addresses.of("127.0.0.1", List.of("203.0.113.9, 198.51.100.1, 10.1.2.3")))
                .isEqualTo("198.51.100.1");
        assertThat(addresses.of("::1", List.of("203.0.113.9", "198.51.100.1"))).isEqualTo("198.51.100.1");
    }

    @Test
    void whatIsNoAddressEndsTheSearch() {
        assertThat(addresses.of("127.0.0.1", List.of("198.51.100.1, evil.example.org, 10.1.2.3")))
                .isEqualTo("10.1.2.3");
        assertThat(addresses.of("127.0.0.1", List.of())).isEqualTo("127.0.0.1");
    }
}
