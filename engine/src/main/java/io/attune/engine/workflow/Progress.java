package io.attune.engine.workflow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Where a task stands in its present iteration. */
public sealed interface Progress {
    /** Whether the workflow waits for it. */
    default boolean isActive() {
        return switch (this) {
            case Idle _, Ended _ -> false;
            case Ready _, Delayed _, Running _, Items _, Parts _ -> true;
        };
    }

    /** It has not started, and perhaps never will. */
    record Idle() implements Progress {}

    /** It would start if the workflow were not paused. */
    record Ready() implements Progress {}

    /**
     * It starts when its delay is over.
     *
     * @param over whether that is so, while the workflow is paused
     */
    record Delayed(Instant until, boolean over) implements Progress {}

    /**
     * Its child runs, or will.
     *
     * @param attempt 0 for the first
     */
    record Running(int attempt, Hold hold) implements Progress {}

    /** Why a retry does not run yet. */
    enum Hold {
        NONE,
        /** Its delay is not over. */
        DELAY,
        /** Its delay is over, and the workflow is paused. */
        PAUSE
    }

    /**
     * Its children run, one for each item. All sets are of numbers of items.
     *
     * @param open those that have not ended
     * @param failed those that have not succeeded, time-outs included
     * @param timedOut how many ran out of time
     * @param released how far the items were looked at when one could run: those below it run or have ended
     * @param running how many of them run, or wait for a retry
     * @param retried at {@code n}, the open ones of which there were more than {@code n} retries
     * @param delayed those whose retry waits for its time
     * @param over those whose retry could run if the workflow were not paused
     */
    record Items(
            IndexSet open,
            IndexSet failed,
            int timedOut,
            int released,
            int running,
            List<IndexSet> retried,
            IndexSet delayed,
            IndexSet over)
            implements Progress {
        public Items {
            retried = List.copyOf(retried);
        }

        /** None has been released. */
        static Items of(IndexSet open) {
            IndexSet none = IndexSet.none(open.size());
            return new Items(open, none, 0, 0, 0, List.of(), none, none);
        }

        int attempt(int item) {
            int attempt = 0;
            while (attempt < retried.size() && retried.get(attempt).contains(item)) {
                attempt++;
            }
            return attempt;
        }

        /** Begins a retry, which waits for its time. */
        Items retrying(int item) {
            int attempt = attempt(item);
            List<IndexSet> more = new ArrayList<>(retried);
            if (attempt == more.size()) {
                more.add(IndexSet.none(open.size()));
            }
            more.set(attempt, more.get(attempt).with(item));
            return new Items(open, failed, timedOut, released, running, more, delayed.with(item), over);
        }

        Items timeOver(int item, boolean paused) {
            return new Items(
                    open,
                    failed,
                    timedOut,
                    released,
                    running,
                    retried,
                    delayed.without(item),
                    paused ? over.with(item) : over);
        }

        Items resumed() {
            return new Items(open, failed, timedOut, released, running, retried, delayed, IndexSet.none(open.size()));
        }

        /** Lets an item run, the next that can. */
        Items released(int item) {
            return new Items(open, failed, timedOut, item + 1, running + 1, retried, delayed, over);
        }

        Items ended(int item, Outcome outcome) {
            List<IndexSet> left = retried.stream().map(set -> set.without(item)).toList();
            return new Items(
                    open.without(item),
                    outcome == Outcome.SUCCEEDED ? failed : failed.with(item),
                    timedOut + (outcome == Outcome.TIMED_OUT ? 1 : 0),
                    released,
                    running - (item < released ? 1 : 0),
                    left,
                    delayed.without(item),
                    over.without(item));
        }

        /** Those that have succeeded, be it in an earlier run. */
        IndexSet completed() {
            IndexSet completed = open.inverse();
            for (Integer item : failed.indices()) {
                completed = completed.without(item);
            }
            return completed;
        }

        Outcome outcome() {
            if (failed.isEmpty()) {
                return Outcome.SUCCEEDED;
            }
            return failed.count() == timedOut ? Outcome.TIMED_OUT : Outcome.FAILED;
        }
    }

    /** Its parts run. */
    record Parts(SortedSet<String> open) implements Progress {
        public Parts {
            open = Collections.unmodifiableSortedSet(new TreeSet<>(open));
        }

        Parts without(String part) {
            SortedSet<String> left = new TreeSet<>(open);
            left.remove(part);
            return new Parts(left);
        }
    }

    /**
     * It has ended.
     *
     * @param handled whether its failure led to another task, and is none of the workflow's
     * @param made what its result is made of
     */
    record Ended(Outcome outcome, boolean handled, Made made) implements Progress {
        /** Whether it counts as completed, for joins and for the workflow (workflows.md §6.3). */
        boolean isCompleted() {
            return outcome == Outcome.SUCCEEDED || handled;
        }

        Ended asHandled() {
            return new Ended(outcome, true, made);
        }
    }

    /** What a task's result is made of. */
    sealed interface Made {
        /** Its condition did not hold. */
        record Nothing() implements Made {}

        /** It could not start. The reason names the field. */
        record Refusal(String reason) implements Made {}

        record OneChild() implements Made {}

        /** One child for each item, of which some did not succeed. */
        record ItemChildren(IndexSet failed) implements Made {}

        record PartTasks() implements Made {}
    }
}
