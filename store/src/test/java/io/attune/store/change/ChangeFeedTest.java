package io.attune.store.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.execution.ExecutionStatus;
import io.attune.store.Database;
import io.attune.store.DatabaseConfig;
import io.attune.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ChangeFeedTest {
    private static final Change OURS = new Change.ExecutionsMoved(null, ExecutionStatus.REQUESTED, List.of(1L, 2L));
    private static final Change THEIRS = new Change.Queued(List.of(3L));
    private static final Change KNOCK = new Change.Rows("knock", List.of(1L));

    @Test
    void whoeverKnowsWhatHisProcessDoesHearsOfOthersOnly() throws Exception {
        try (var ours = TestDatabase.open();
                var theirs = another(ours);
                var feed = new ChangeFeed(ours.database())) {
            BlockingQueue<Change> all = new LinkedBlockingQueue<>();
            BlockingQueue<Change> others = new LinkedBlockingQueue<>();
            var _ = feed.subscribe(all::add);
            var _ = feed.subscribeToOthers(others::add);
            feed.start();
            while (all.poll(50, TimeUnit.MILLISECONDS) == null) {
                announce(theirs, KNOCK);
            }

            announce(ours.database(), OURS);
            announce(theirs, THEIRS);

            assertThat(nextOf(all)).isEqualTo(OURS);
            assertThat(nextOf(all)).isEqualTo(THEIRS);
            assertThat(nextOf(others)).isEqualTo(THEIRS);
        }
    }

    @Test
    void howLongOnesOwnChangesWereUnderWayIsMeasured() throws Exception {
        BlockingQueue<Duration> lags = new LinkedBlockingQueue<>();
        try (var ours = TestDatabase.open();
                var theirs = another(ours);
                var feed = new ChangeFeed(ours.database(), lags::add)) {
            BlockingQueue<Change> all = new LinkedBlockingQueue<>();
            var _ = feed.subscribe(all::add);
            feed.start();
            while (all.poll(50, TimeUnit.MILLISECONDS) == null) {
                announce(theirs, KNOCK);
            }
            assertThat(lags).isEmpty();

            announce(ours.database(), OURS);

            assertThat(nextOf(all)).isEqualTo(OURS);
            assertThat(lags).singleElement().satisfies(lag -> assertThat(lag).isPositive());
        }
    }

    private static Database another(TestDatabase database) {
        var connection = database.connection();
        return Database.open(
                new DatabaseConfig(connection.jdbcUrl(), connection.user(), connection.password(), Map.of(), 1, 1));
    }

    private static void announce(Database database, Change change) {
        database.transactions().engineTask(tx -> Changes.announce(tx, change));
    }

    private static Change nextOf(BlockingQueue<Change> heard) throws InterruptedException {
        Change next = KNOCK;
        while (next.equals(KNOCK)) {
            next = heard.poll(20, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
        }
        return next;
    }
}
