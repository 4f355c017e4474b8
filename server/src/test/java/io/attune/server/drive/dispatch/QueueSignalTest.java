package io.attune.server.drive.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class QueueSignalTest {
    private static final List<Long> OURS = List.of(1L, 2L);

    private final QueueSignal signal = new QueueSignal();

    private boolean isHeardAfter(QueueSignal.Seen seen) throws InterruptedException {
        return signal.await(OURS, seen, Duration.ZERO);
    }

    @Test
    void whoeverWaitsHearsOfHisPlacementsOnly() throws InterruptedException {
        var seen = signal.seen();

        signal.raise(List.of(3L));
        assertThat(isHeardAfter(seen)).isFalse();
        signal.raise(List.of(3L, 2L));
        assertThat(isHeardAfter(seen)).isTrue();
        assertThat(isHeardAfter(signal.seen())).isFalse();
    }

    @Test
    void everybodyHearsWhatIsForAll() throws InterruptedException {
        var seen = signal.seen();

        signal.raise();

        assertThat(isHeardAfter(seen)).isTrue();
        assertThat(signal.await(List.of(), seen, Duration.ZERO)).isTrue();
    }

    @Test
    void aWaiterIsWoken() throws Exception {
        var seen = signal.seen();
        var heard = CompletableFuture.supplyAsync(() -> {
            try {
                return signal.await(OURS, seen, Duration.ofMinutes(1));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        signal.raise(List.of(1L));

        assertThat(heard.get(10, TimeUnit.SECONDS)).isTrue();
    }
}
