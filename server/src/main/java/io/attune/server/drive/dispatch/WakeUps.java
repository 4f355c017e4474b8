package io.attune.server.drive.dispatch;

import io.attune.store.change.Change;
import io.attune.store.change.ChangeFeed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * What local waiters are woken by (design.md §4 step 4): raised directly after a commit of this process, and through the change feed
 * after one of another.
 */
@Singleton
public class WakeUps {
    private final Signal queued = new Signal();
    private final Signal cancels = new Signal();

    @Inject
    public WakeUps(ChangeFeed feed) {
        var _ = feed.subscribe(this::changed);
    }

    private void changed(Change change) {
        switch (change) {
            case Change.Queued _ -> queued.raise();
            case Change.CancelRequested _ -> cancels.raise();
            case Change.Resync _ -> {
                queued.raise();
                cancels.raise();
            }
            case Change.ExecutionsMoved _, Change.Rows _, Change.CatalogChanged _ -> {}
        }
    }

    /** Raised when something may be in the queue. */
    public Signal queued() {
        return queued;
    }

    /** Raised when a running execution is to be cancelled. */
    public Signal cancels() {
        return cancels;
    }
}
