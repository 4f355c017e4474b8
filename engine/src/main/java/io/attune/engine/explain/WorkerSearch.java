package io.attune.engine.explain;

import io.attune.engine.placement.Demands;
import io.attune.engine.placement.Fit;
import io.attune.engine.placement.Offer;
import java.util.ArrayList;
import java.util.List;

/** Why a queued execution has no worker yet (runtime.md §2.1 step 5). */
public final class WorkerSearch {
    private WorkerSearch() {}

    /** A worker that is registered. */
    public record Candidate(String name, boolean active, boolean cordoned, Offer offer) {}

    public static Explanation explain(Demands demands, List<Candidate> workers) {
        List<String> free = new ArrayList<>();
        List<String> near = new ArrayList<>();
        List<String> unfit = new ArrayList<>();
        boolean cordoned = false;
        for (Candidate worker : workers) {
            switch (worker.offer().fit(demands)) {
                case Fit.Misfit(String reason) -> unfit.add("worker " + worker.name() + ": " + reason);
                case Fit.Fits _
                when !worker.active() -> near.add("worker " + worker.name() + " fits, but is not active");
                case Fit.Fits _
                when worker.cordoned() -> {
                    near.add("worker " + worker.name() + " fits, but is cordoned");
                    cordoned = true;
                }
                case Fit.Fits _ -> free.add("worker " + worker.name() + " fits and is busy, or about to take it");
            }
        }
        if (!free.isEmpty()) {
            return new Explanation(
                    "It waits in the queue for a place on a worker: " + count(free.size(), workers.size()),
                    free,
                    "wait, or give workers more slots, or start more of them");
        }
        if (workers.isEmpty()) {
            return Explanation.of("No worker is registered", "start one: attune worker --server-url … --token …");
        }
        // The nearest first.
        List<String> evidence = new ArrayList<>(near);
        evidence.addAll(unfit);
        return new Explanation(
                "No worker can take it: " + count(0, workers.size()),
                evidence,
                cordoned
                        ? "uncordon a worker that fits: attune worker uncordon NAME"
                        : "start a worker that has what is asked for, or change what the action asks for");
    }

    private static String count(int fitting, int all) {
        return fitting + " of " + all + (all == 1 ? " worker fits" : " workers fit");
    }
}
