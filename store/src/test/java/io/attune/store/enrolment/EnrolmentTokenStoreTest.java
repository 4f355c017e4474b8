package io.attune.store.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.store.TestDatabase;
import io.attune.store.identity.IdentityStore;
import io.attune.store.worker.WorkerSessionStore;
import io.attune.store.worker.WorkerSessionStore.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which worker a token speaks for, and until when (SEC-16). */
class EnrolmentTokenStoreTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static TestDatabase database;

    private final EnrolmentTokenStore tokens = new EnrolmentTokenStore();
    private final WorkerSessionStore workers = new WorkerSessionStore();

    @BeforeAll
    static void openDatabase() {
        database = TestDatabase.open();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @Test
    void ofTwoTokensThatRegisterOneNameAtTheSameTimeOneGetsIt() throws Exception {
        try (var processes = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 20; round++) {
                var name = "raced-" + round;
                var together = new CyclicBarrier(2);
                var attempts = Stream.of(token(), token())
                        .<Callable<Boolean>>map(id -> () -> {
                            together.await(10, TimeUnit.SECONDS);
                            return registered(id, name);
                        })
                        .toList();

                assertThat(processes.invokeAll(attempts).stream()
                                .map(Future::resultNow)
                                .toList())
                        .as(name)
                        .containsExactlyInAnyOrder(true, false);
            }
        }
    }

    @Test
    void aTokenKeepsItsWorkerAndTheWorkerItsToken() {
        long first = token();
        long second = token();

        assertThat(registered(first, "kept")).isTrue();
        assertThat(registered(first, "kept")).as("a restart").isTrue();
        assertThat(registered(first, "another")).isFalse();
        assertThat(registered(second, "kept")).isFalse();

        assertThat(revoked(first)).isTrue();
        assertThat(revoked(first)).as("again").isFalse();
        assertThat(registered(first, "kept")).isFalse();
        assertThat(registered(second, "kept")).as("its successor").isTrue();
    }

    @Test
    void aTokenIsGoodOnceItWasUsedInTimeAndUntilItIsRevoked() {
        var late = NOW.plus(Duration.ofDays(30));
        long used = token();
        long forgotten = token();

        assertThat(isGood(used, NOW)).isTrue();
        assertThat(isGood(used, late)).isTrue();
        assertThat(isGood(forgotten, late)).isFalse();
        assertThat(list()).extracting(EnrolmentToken::id).startsWith(forgotten, used);
        assertThat(list()).extracting(token -> token.isActive(late)).startsWith(false, true);

        assertThat(revoked(used)).isTrue();
        assertThat(isGood(used, NOW)).isFalse();
        assertThat(list()).extracting(token -> token.isActive(NOW)).startsWith(true, false);
    }

    private long token() {
        return database.transactions()
                .engine(tx -> tokens.insert(
                        tx,
                        "hash of " + NUMBER.incrementAndGet(),
                        "Test",
                        JsonNodeFactory.instance.objectNode(),
                        IdentityStore.SYSTEM,
                        NOW.plus(Duration.ofDays(1))));
    }

    /** What the registration of a worker does. */
    private boolean registered(long token, String name) {
        return database.transactions().engine(tx -> {
            var worker = workers.register(
                    tx,
                    new Registration(name, "remote", "here", "incarnation", 1, JsonNodeFactory.instance.objectNode()));
            return tokens.bind(tx, token, worker.name());
        });
    }

    private boolean revoked(long token) {
        return database.transactions().engine(tx -> tokens.revoke(tx, token, IdentityStore.SYSTEM, "lost", NOW));
    }

    private boolean isGood(long token, Instant at) {
        return database.transactions().engine(tx -> {
            var hash = tx.sql()
                    .fetchSingle("select token_hash from worker_enrolment_token where id = ?", token)
                    .get(0, String.class);
            return tokens.use(tx, hash, at).isPresent();
        });
    }

    private List<EnrolmentToken> list() {
        return database.transactions().engine(tokens::list);
    }
}
