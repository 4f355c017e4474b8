package io.attune.server.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Slows down guessing (SEC-2): counts failed attempts per address and per login within the last minute; one more than allowed waits,
 * twice as long with each round. Kept per process: an attacker gains at most the number of API processes.
 */
public final class LoginThrottle {
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int PER_ADDRESS = 10;
    private static final int PER_LOGIN = 5;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

    private final Clock clock;
    private final Cache<String, Failures> failures = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(LONGEST_WAIT.multipliedBy(2))
            .build();

    LoginThrottle(Clock clock) {
        this.clock = clock;
    }

    /** How long this address or login must wait before its next attempt; empty when it need not. */
    public Optional<Duration> mustWait(String address, String login) {
        var now = clock.instant();
        var until = blockedUntil("address " + address);
        var untilLogin = blockedUntil("login " + login);
        var later = until.isAfter(untilLogin) ? until : untilLogin;
        return later.isAfter(now) ? Optional.of(Duration.between(now, later)) : Optional.empty();
    }

    public void failed(String address, String login) {
        count("address " + address, PER_ADDRESS);
        count("login " + login, PER_LOGIN);
    }

    /** Forgets the failures of the login, not those of the address: one good account is no licence to guess others. */
    public void succeeded(String login) {
        failures.invalidate("login " + login);
    }

    private Instant blockedUntil(String key) {
        var known = failures.getIfPresent(key);
        return known == null ? Instant.MIN : known.blockedUntil();
    }

    private void count(String key, int allowed) {
        var known = failures.get(key, _ -> new Failures());
        known.add(clock.instant(), allowed);
        failures.put(key, known);
    }

    /** Of one address or login; its own monitor guards it. */
    private static final class Failures {
        private final Deque<Instant> recent = new ArrayDeque<>();
        private Instant blockedUntil = Instant.MIN;
        private int rounds;

        synchronized void add(Instant now, int allowed) {
            recent.addLast(now);
            while (recent.peekFirst() != null && recent.peekFirst().isBefore(now.minus(WINDOW))) {
                recent.removeFirst();
            }
            if (recent.size() >= allowed) {
                rounds++;
                var wait = WINDOW.multipliedBy(1L << Math.min(rounds - 1, 6));
                blockedUntil = now.plus(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT);
                recent.clear();
            }
        }

        synchronized Instant blockedUntil() {
            return blockedUntil;
        }
    }
}
