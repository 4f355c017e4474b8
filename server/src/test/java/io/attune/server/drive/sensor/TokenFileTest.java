package io.attune.server.drive.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
    private static final Duration DAY = Duration.ofHours(24);

    private final MovedClock clock = new MovedClock();

    @TempDir
    Path directory;

    private int minted;
    private boolean fails;

    @Test
    void aTokenIsReplacedAtFourFifthsOfItsLife() throws IOException {
        var file = new TokenFile(directory, this::mint, DAY, clock);
        assertThat(file.first()).isEqualTo("token1");
        assertThat(file.path()).hasContent("token1");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-------");

        clock.move(Duration.ofHours(19));
        file.renewIfDue();
        assertThat(file.path()).hasContent("token1");
        clock.move(Duration.ofMinutes(12));
        file.renewIfDue();
        file.renewIfDue();
        assertThat(file.path()).hasContent("token2");
        clock.move(Duration.ofHours(20));
        file.renewIfDue();
        assertThat(file.path()).hasContent("token3");
        assertThat(file.first()).isEqualTo("token1");
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aFailureIsTriedAgainAndNotAtOnce() throws IOException {
        var file = new TokenFile(directory, this::mint, DAY, clock);
        clock.move(Duration.ofHours(20));
        fails = true;
        assertThatThrownBy(file::renewIfDue).isInstanceOf(IllegalStateException.class);
        fails = false;
        file.renewIfDue();
        assertThat(file.path()).hasContent("token1");

        clock.move(Duration.ofSeconds(30));
        file.renewIfDue();
        assertThat(file.path()).hasContent("token2");
    }

    /** A short life leaves less time than half a minute between the renewal and the end. */
    @Test
    void aShortLifeIsTriedAgainBeforeItEnds() throws IOException {
        var file = new TokenFile(directory, this::mint, Duration.ofSeconds(10), clock);
        clock.move(Duration.ofSeconds(8));
        fails = true;
        assertThatThrownBy(file::renewIfDue).isInstanceOf(IllegalStateException.class);
        fails = false;

        clock.move(Duration.ofMillis(500));
        file.renewIfDue();
        assertThat(file.path()).hasContent("token2");
    }

    private String mint() {
        if (fails) {
            throw new IllegalStateException("the database is away");
        }
        minted++;
        return "token" + minted;
    }

    private static final class MovedClock extends Clock {
        private Instant now = Instant.parse("2030-01-01T00:00:00Z");

        void move(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
