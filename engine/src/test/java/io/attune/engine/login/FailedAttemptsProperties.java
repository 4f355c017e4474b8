package io.attune.engine.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** SEC-2: guessing becomes slow, and slower. */
class FailedAttemptsProperties {
    private static final int ALLOWED = 5;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Example
    void eachRoundWaitsTwiceAsLongUpToAQuarterOfAnHour() {
        var waits = new java.util.ArrayList<Duration>();
        var attempts = FailedAttempts.NONE;
        var now = START;
        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < ALLOWED; i++) {
                attempts = attempts.and(now, ALLOWED);
            }
            waits.add(Duration.between(now, attempts.blockedUntil()));
            now = attempts.blockedUntil();
        }

        assertThat(waits)
                .containsExactly(
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(4),
                        Duration.ofMinutes(8),
                        Duration.ofMinutes(15),
                        Duration.ofMinutes(15));
    }

    @Example
    void failuresAMinuteAgoCountNoMore() {
        var attempts = FailedAttempts.NONE;
        for (int i = 0; i < ALLOWED - 1; i++) {
            attempts = attempts.and(START, ALLOWED);
        }

        attempts = attempts.and(START.plusSeconds(60), ALLOWED);

        assertThat(attempts.blockedUntil()).isEqualTo(Instant.EPOCH);
        assertThat(attempts.recent()).hasSize(1);
    }

    /** Whoever keeps to the waits gets in no more than the allowed number of guesses between two of them. */
    @Property
    void noMoreThanTheAllowedNumberOfGuessesFitsIntoAMinute(
            @ForAll @Size(max = 200) List<@IntRange(max = 90) Integer> pauses) {
        var attempts = FailedAttempts.NONE;
        var now = START;
        var made = new java.util.ArrayList<Instant>();
        for (int pause : pauses) {
            now = now.plusSeconds(pause);
            if (!attempts.blockedUntil().isAfter(now)) {
                attempts = attempts.and(now, ALLOWED);
                made.add(now);
            }
            assertThat(attempts.recent()).hasSizeLessThan(ALLOWED);
            assertThat(attempts.forgottenAfter()).isAfter(attempts.blockedUntil());
        }
        for (int i = ALLOWED; i < made.size(); i++) {
            assertThat(Duration.between(made.get(i - ALLOWED), made.get(i)))
                    .isGreaterThanOrEqualTo(Duration.ofMinutes(1));
        }
    }
}
