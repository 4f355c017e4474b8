package io.attune.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.id.IdentityId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** SEC-21: a burst is fine, more than the sustained rate is not. */
class RequestRateTest {
    private static final IdentityId ANN = new IdentityId(7);

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private final RequestRate rate = new RequestRate(10, 3, new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    @Test
    void aBurstPassesAndTheNextRequestIsToldHowLongToWait() {
        for (int i = 0; i < 3; i++) {
            assertThat(rate.take(ANN)).isEmpty();
        }

        assertThat(rate.take(ANN)).contains(Duration.ofMillis(100));
        assertThat(rate.take(new IdentityId(8))).isEmpty();
    }

    @Test
    void theBucketFillsAgainAndNeverOverflows() {
        for (int i = 0; i < 3; i++) {
            assertThat(rate.take(ANN)).isEmpty();
        }
        now = now.plusMillis(100);
        assertThat(rate.take(ANN)).isEmpty();
        assertThat(rate.take(ANN)).isPresent();

        now = now.plusSeconds(60);
        for (int i = 0; i < 3; i++) {
            assertThat(rate.take(ANN)).isEmpty();
        }
        assertThat(rate.take(ANN)).isPresent();
    }
}
