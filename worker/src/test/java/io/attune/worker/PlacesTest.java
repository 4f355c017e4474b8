package io.attune.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PlacesTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void whatIsFreeIsTakenAtOnce() throws Exception {
        var places = new Places(8, LONG);

        assertThat(places.take(5)).isEqualTo(5);
        assertThat(places.take(128)).isEqualTo(3);
        assertThat(places.patience()).isZero();
    }

    @Test
    void whenAllAreTakenTheFirstFreePlaceWaitsForCompany() throws Exception {
        var places = new Places(8, LONG);
        places.take(8);

        var next = takenLater(places);
        while (places.patience().isZero()) {
            Thread.onSpinWait();
        }
        places.giveBack(1);
        places.giveBack(2);
        places.giveBack(1);

        assertThat(next.get(20, TimeUnit.SECONDS)).isEqualTo(4);
        assertThat(places.patience()).isEqualTo(LONG);
    }

    @Test
    void companyThatDoesNotComeIsNotWaitedForLong() throws Exception {
        var places = new Places(8, Duration.ofMillis(1));
        places.take(8);

        var next = takenLater(places);
        places.giveBack(1);

        assertThat(next.get(20, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void fewPlacesHaveNoCompany() throws Exception {
        var places = new Places(2, LONG);
        places.take(2);

        var next = takenLater(places);
        places.giveBack(1);

        assertThat(next.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(places.patience()).isZero();
    }

    @Test
    void whoIsInterruptedWhileWaitingForCompanyTakesNothing() throws Exception {
        var places = new Places(8, LONG);
        places.take(8);

        var taker = Thread.ofPlatform()
                .start(() -> assertThatThrownBy(() -> places.take(8)).isInstanceOf(InterruptedException.class));
        while (taker.isAlive() && places.patience().isZero()) {
            Thread.onSpinWait();
        }
        places.giveBack(1);
        while (taker.isAlive() && taker.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        taker.interrupt();
        taker.join();
        places.giveBack(7);

        assertThat(places.awaitAllFree(System.nanoTime())).isTrue();
    }

    @Test
    void allAreFreeWhenAllWereGivenBack() throws Exception {
        var places = new Places(3, LONG);
        places.take(2);

        assertThat(places.awaitAllFree(System.nanoTime())).isFalse();
        places.giveBack(2);
        assertThat(places.awaitAllFree(System.nanoTime())).isTrue();
        assertThat(places.take(3)).isEqualTo(3);
    }

    private static CompletableFuture<Integer> takenLater(Places places) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return places.take(8);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
