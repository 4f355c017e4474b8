package io.attune.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** SEC-2: guessing becomes slow, and slower. */
class LoginThrottleTest {
    private static final class MovingClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return InstantSource.fixed(now).withZone(zone);
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private final MovingClock clock = new MovingClock();
    private final LoginThrottle throttle = new LoginThrottle(clock);

    @Test
    void fiveFailuresOfOneLoginMakeItWaitFromAnywhere() {
        for (int i = 0; i < 5; i++) {
            assertThat(throttle.mustWait("10.0.0." + i, "ann")).isEmpty();
            throttle.failed("10.0.0." + i, "ann");
        }

        assertThat(throttle.mustWait("10.0.0.99", "ann")).contains(Duration.ofMinutes(1));
        assertThat(throttle.mustWait("10.0.0.99", "ben")).isEmpty();
    }

    @Test
    void tenFailuresFromOneAddressMakeItWaitForEveryLogin() {
        for (int i = 0; i < 10; i++) {
            throttle.failed("10.0.0.1", "login" + i);
        }

        assertThat(throttle.mustWait("10.0.0.1", "new")).isPresent();
        assertThat(throttle.mustWait("10.0.0.2", "new")).isEmpty();
    }

    @Test
    void eachRoundWaitsTwiceAsLong() {
        round();
        clock.now = clock.now.plus(Duration.ofMinutes(1));
        assertThat(throttle.mustWait("", "ann")).isEmpty();
        round();

        assertThat(throttle.mustWait("", "ann")).contains(Duration.ofMinutes(2));
    }

    @Test
    void oldFailuresAndASuccessAreForgotten() {
        for (int i = 0; i < 4; i++) {
            throttle.failed("a" + i, "ann");
        }
        clock.now = clock.now.plus(Duration.ofMinutes(2));
        throttle.failed("b", "ann");
        assertThat(throttle.mustWait("", "ann")).isEmpty();

        throttle.succeeded("ann");
        for (int i = 0; i < 4; i++) {
            throttle.failed("c" + i, "ann");
        }
        assertThat(throttle.mustWait("", "ann")).isEmpty();
    }

    private void round() {
        for (int i = 0; i < 5; i++) {
            throttle.failed("r" + i, "ann");
        }
    }
}
