package io.attune.server.auth;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import io.attune.server.http.AttuneException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Hashes and checks passwords with Argon2id (security.md §1.3), each with a random salt. Hashing is meant to be slow and large: at most
 * a few at a time, the others wait a while.
 */
public final class Passwords {
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int ITERATIONS = 2;
    private static final int PARALLELISM = 1;
    private static final int HASH_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final Argon2Function function =
            Argon2Function.getInstance(MEMORY_KIB, ITERATIONS, PARALLELISM, HASH_BYTES, Argon2.ID);
    private final Semaphore turns =
            new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()));

    /** Of a password that nobody has: checked for unknown logins, so that these take as long as known ones (SEC-2). */
    private volatile String decoy = "";

    /** @return in PHC form, salt and parameters included */
    public String hash(String password) {
        return inTurn(() ->
                Password.hash(password).addRandomSalt(SALT_BYTES).with(function).getResult());
    }

    public boolean matches(String password, String hash) {
        try {
            return inTurn(() -> Password.check(password, hash).with(Argon2Function.getInstanceFromHash(hash)));
        } catch (com.password4j.BadParametersException e) {
            throw new IllegalStateException("a stored password hash is not of the expected form", e);
        }
    }

    /** Takes as long as {@link #matches} and says no. */
    public boolean matchesNothing(String password) {
        if (decoy.isEmpty()) {
            decoy = hash("nobody's");
        }
        var _ = matches(password, decoy);
        return false;
    }

    /** Whether the hash was made with weaker parameters than today's. */
    public boolean isOutdated(String hash) {
        var used = Argon2Function.getInstanceFromHash(hash);
        return used.getMemory() < MEMORY_KIB || used.getIterations() < ITERATIONS;
    }

    private <T> T inTurn(java.util.function.Supplier<T> work) {
        try {
            if (!turns.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw AttuneException.overloaded("Too many logins are under way", Duration.ofSeconds(2));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AttuneException.overloaded("The platform is stopping", Duration.ofSeconds(2));
        }
        try {
            return work.get();
        } finally {
            turns.release();
        }
    }
}
