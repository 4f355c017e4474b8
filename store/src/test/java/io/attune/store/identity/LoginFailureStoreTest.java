package io.attune.store.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.engine.login.FailedAttempts;
import io.attune.store.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Failures add up over processes, however many fail at once (SEC-2). */
class LoginFailureStoreTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static TestDatabase database;

    private final LoginFailureStore failures = new LoginFailureStore();

    @BeforeAll
    static void openDatabase() {
        database = TestDatabase.open();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @Test
    void simultaneousFailuresAllCount() throws Exception {
        try (var processes = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = IntStream.range(0, 8)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        // Half of them name the subjects the other way round.
                        fail(NOW, 8, i % 2 == 0 ? List.of("a", "b") : List.of("b", "a"));
                        return true;
                    })
                    .toList();
            for (var done : processes.invokeAll(tasks)) {
                done.get();
            }
        }

        assertThat(blockedUntil("a")).isEqualTo(NOW.plus(Duration.ofMinutes(1)));
        assertThat(blockedUntil("b")).isEqualTo(NOW.plus(Duration.ofMinutes(1)));
        assertThat(blockedUntil("c")).isEqualTo(Instant.EPOCH);
    }

    @Test
    void whatNoLongerMattersIsForgotten() {
        fail(NOW.minus(Duration.ofHours(2)), 1, List.of("old"));
        assertThat(blockedUntil("old")).isBefore(NOW);
        fail(NOW, 5, List.of("new"));

        assertThat(subjects()).doesNotContain("old").contains("new");
        database.transactions().engineTask(tx -> failures.forget(tx, "new"));
        assertThat(subjects()).doesNotContain("new");
    }

    private void fail(Instant at, int allowed, List<String> subjects) {
        SortedMap<String, UnaryOperator<FailedAttempts>> counted = new TreeMap<>();
        subjects.forEach(subject -> counted.put(subject, known -> known.and(at, allowed)));
        database.transactions().engineTask(tx -> failures.add(tx, counted, at));
    }

    private Instant blockedUntil(String subject) {
        return database.transactions().engine(tx -> failures.blockedUntil(tx, List.of(subject)));
    }

    private List<String> subjects() {
        return database.transactions()
                .engine(tx ->
                        tx.sql().fetch("select subject from login_failure").getValues(0, String.class));
    }
}
