package io.attune.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.engine.workflow.graph.Retry;
import io.attune.model.execution.ExecutionStatus;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Attempts after the first (workflows.md §9). */
class RetryTest {
    private static Stage task(String retry) {
        return Stage.of("""
                tasks:
                  - {name: a, action: core.noop, retry: %s, next: [{when: "{{ failed() }}", do: [b]}]}
                  - {name: b, action: core.noop}
                """.formatted(retry)).start();
    }

    @Test
    void aFailureIsTriedAgainAfterItsDelayWithTheSameInput() {
        var stage = task("{count: 2, delay: 1}").fail("a");
        assertThat(stage.held()).containsExactly("a~1");
        assertThat(stage.pass(Duration.ofMillis(999)).running()).isEmpty();
        assertThat(stage.pass(Duration.ofMillis(1)).running()).containsExactly("a~1");

        stage.timeOut("a~1").pass(Duration.ofSeconds(1));
        assertThat(stage.complete("a~2").status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void theTaskFailsWithItsLastAttempt() {
        var stage = task("{count: 1, delay: 0}").fail("a").pass(Duration.ZERO).fail("a~1");

        assertThat(stage.running()).containsExactly("b");
    }

    @Test
    void cancelledAndLostChildrenAreNotTriedAgainUnlessTheTaskSaysSo() {
        assertThat(task("{count: 1, delay: 0}")
                        .end("a", ExecutionStatus.CANCELLED, false, "{}")
                        .running())
                .containsExactly("b");
        assertThat(task("{count: 1, delay: 0}")
                        .end("a", ExecutionStatus.ABANDONED, false, "{}")
                        .running())
                .containsExactly("b");
        assertThat(task("{count: 1, delay: 0, on_worker_lost: true}")
                        .end("a", ExecutionStatus.ABANDONED, false, "{}")
                        .held())
                .containsExactly("a~1");
    }

    @Test
    void onErrorDecidesAboutEachAttempt() {
        String retry = "{count: 3, delay: 0, on_error: '{{ result().code == 503 }}'}";

        assertThat(task(retry)
                        .end("a", ExecutionStatus.FAILED, false, "{code: 503}")
                        .held())
                .containsExactly("a~1");
        assertThat(task(retry)
                        .end("a", ExecutionStatus.FAILED, false, "{code: 404}")
                        .running())
                .containsExactly("b");
        assertThat(task(retry).end("a", ExecutionStatus.FAILED, false, "{}").running())
                .containsExactly("b");
    }

    @Test
    void theDelaysGrowAsTheBackOffSays() {
        assertThat(delays("{count: 4, delay: 3, backoff: constant}")).containsExactly(3L, 3L, 3L, 3L);
        assertThat(delays("{count: 4, delay: 3, backoff: linear}")).containsExactly(3L, 6L, 9L, 12L);
        assertThat(delays("{count: 4, delay: 3, backoff: exponential, max_delay: 10}"))
                .containsExactly(3L, 6L, 10L, 10L);
        assertThat(delays("{count: 100, delay: 2147483647, backoff: exponential}"))
                .contains(365L * 24 * 3600);
    }

    private static List<Long> delays(String retry) {
        Retry read = Objects.requireNonNull(task(retry).plan.task("a").retry());
        return IntStream.rangeClosed(1, Math.min(4, read.count()))
                .mapToObj(attempt -> read.before(attempt).toSeconds())
                .toList();
    }
}
