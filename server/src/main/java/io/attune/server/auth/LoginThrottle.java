package io.attune.server.auth;

import io.attune.engine.login.FailedAttempts;
import io.attune.server.http.AttuneException;
import io.attune.server.http.RequestFacts;
import io.attune.store.Tx;
import io.attune.store.identity.LoginFailureStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Slows down guessing (SEC-2): counts failed attempts per address and per login; too many within a minute wait, twice as long with each
 * round. Kept in the database, so that it holds for all processes and over restarts.
 */
@Singleton
public class LoginThrottle {
    private static final int PER_ADDRESS = 10;
    private static final int PER_LOGIN = 5;
    private static final int REGISTRATIONS_PER_ADDRESS = 10;

    private final LoginFailureStore failures;
    private final RequestFacts request;
    private final Clock clock;

    @Inject
    LoginThrottle(LoginFailureStore failures, RequestFacts request, Clock clock) {
        this.failures = failures;
        this.request = request;
        this.clock = clock;
    }

    /**
     * Call before a credential is checked, and again before its outcome is told: of many guesses at the same time no more are answered
     * than of as many one after the other.
     *
     * @param login null when the credential names none
     * @throws AttuneException 429 with the time to wait
     */
    public void refuseHaste(Tx tx, @Nullable String login) {
        var now = clock.instant();
        refuseUntil(failures.blockedUntil(tx, subjects(login).keySet()), now);
    }

    /**
     * Counts an attempt that failed; in a transaction of its own, since its caller goes on to refuse the request.
     *
     * @throws AttuneException 429 when others failed so often meanwhile that this outcome is not to be told
     */
    public void failed(Tx tx, @Nullable String login) {
        var now = clock.instant();
        SortedMap<String, UnaryOperator<FailedAttempts>> counted = new TreeMap<>();
        subjects(login)
                .forEach((subject, allowed) -> counted.put(subject, known -> {
                    refuseUntil(known.blockedUntil(), now);
                    return known.and(now, allowed);
                }));
        failures.add(tx, counted, now);
    }

    /** Forgets the failures of the login, not those of the address: one good account is no licence to guess others. */
    public void succeeded(Tx tx, String login) {
        failures.forget(tx, login(login));
    }

    /**
     * Counts a registration, whatever becomes of it: it costs a hash, leaves a tenant, or tells that a login is taken. Counted apart from
     * failed attempts, so that many newcomers at one address do not shut out those who have been there before.
     *
     * @throws AttuneException 429 with the time to wait
     */
    public void registering(Tx tx) {
        var now = clock.instant();
        var counted = new TreeMap<String, UnaryOperator<FailedAttempts>>();
        counted.put(OpaqueToken.hash("registration " + address()), known -> {
            refuseUntil(known.blockedUntil(), now);
            return known.and(now, REGISTRATIONS_PER_ADDRESS);
        });
        failures.add(tx, counted, now);
    }

    private SortedMap<String, Integer> subjects(@Nullable String login) {
        var subjects = new TreeMap<String, Integer>();
        subjects.put(OpaqueToken.hash("address " + address()), PER_ADDRESS);
        if (login != null) {
            subjects.put(login(login), PER_LOGIN);
        }
        return subjects;
    }

    private String address() {
        return Objects.requireNonNullElse(request.clientAddressIfAny(), "");
    }

    private static String login(String login) {
        return OpaqueToken.hash("login " + login);
    }

    private static void refuseUntil(Instant end, Instant now) {
        if (end.isAfter(now)) {
            throw AttuneException.tooManyRequests("Too many attempts; try again later", Duration.between(now, end));
        }
    }
}
