package io.attune.server.drive.dispatch;

import io.attune.engine.placement.Demands;
import io.attune.engine.placement.Fit;
import io.attune.engine.placement.Offer;
import io.attune.store.Transactions;
import io.attune.store.change.Change;
import io.attune.store.change.ChangeFeed;
import io.attune.store.lease.PlacementStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All sets of demands that queue rows name, in memory: they never change, only new ones come. A queue row that names an unknown one makes
 * this look again.
 */
@Singleton
public class Placements {
    private final Transactions transactions;
    private final PlacementStore store;

    private volatile Map<Long, Demands> known = Map.of();

    @Inject
    Placements(Transactions transactions, PlacementStore store, ChangeFeed feed, WakeUps wakeUps) {
        this.transactions = transactions;
        this.store = store;
        var _ = feed.subscribe(change -> {
            if (change instanceof Change.Queued queued && !known.keySet().containsAll(queued.placements())) {
                refresh();
                // Who was woken before this looked with the old ones.
                wakeUps.queued().raise();
            }
        });
    }

    /** Those that fit a worker. */
    public record Fitting(List<Long> process, List<Long> internal) {}

    /** Reads what is new. Ids may become visible out of order, so all are read; there are few. */
    public void refresh() {
        known = transactions.engine(store::list);
    }

    public Map<Long, Demands> known() {
        return known;
    }

    /** What a worker with this offer can run: placements that need a process, and those of runtime {@code internal} (D12). */
    public Fitting fitting(Offer offer) {
        List<Long> process = new ArrayList<>();
        List<Long> internal = new ArrayList<>();
        known.forEach((id, demands) -> {
            if (offer.fit(demands) instanceof Fit.Fits) {
                (isInternal(demands) ? internal : process).add(id);
            }
        });
        return new Fitting(process, internal);
    }

    private static boolean isInternal(Demands demands) {
        return demands.document().path("runtime").asText().equals("internal");
    }
}
