package io.attune.engine.workflow;

import static io.attune.engine.workflow.Outcome.SUCCEEDED;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A task, as {@link ReferenceInterpreter} remembers it. */
final class ReferenceTask {
    /** A moment of a rerun: right after its first task began. */
    static final int AFTER_THE_FIRST = Integer.MAX_VALUE;

    /** What a task is doing. */
    enum Doing {
        NOTHING_YET,
        WAITING_FOR_RESUME,
        WAITING_FOR_DELAY,
        RUNNING,
        OVER
    }

    /** Somebody led to it. */
    record Lead(String by, int at) {}

    Doing doing = Doing.NOTHING_YET;
    int starts;

    /** When the latest start was; 0 for none that counts. */
    int startedAt;

    Outcome outcome = SUCCEEDED;
    boolean good;

    @Nullable
    Integer number;

    /** When the start before was; 0 for none. */
    int pastStartedAt;

    /** What came of it. */
    @Nullable
    Integer pastNumber;

    boolean delayOver;
    /** By item, or -1: how many attempts; absent when over. */
    final Map<Integer, Integer> open = new TreeMap<>();

    final Set<Integer> going = new HashSet<>();
    final Set<Integer> retryDelayed = new HashSet<>();
    final Set<Integer> retryDue = new HashSet<>();
    final List<Outcome> bad = new ArrayList<>();
    final Set<Integer> badItems = new HashSet<>();
    final Set<String> openParts = new HashSet<>();

    /** Whether the latest start came as far as its children, be they none. */
    boolean hadChildren;

    /** Items that the next start does not run. */
    final Set<Integer> keptItems = new HashSet<>();

    /** Who led here, or completed, and when. */
    final Map<String, Integer> forThisStart = new TreeMap<>();

    final Map<String, Integer> forNextStart = new TreeMap<>();
    /** Who led to this join, and when: to the latest start, or since then to the next. */
    final Map<String, Integer> joinWanted = new TreeMap<>();

    /** Who led here again while it was busy. */
    final List<Lead> owed = new ArrayList<>();

    /** What came of the latest start that is over. */
    @Nullable
    Integer latestNumber() {
        return doing == Doing.OVER ? number : pastNumber;
    }

    boolean isWanted() {
        return joinWanted.values().stream().anyMatch(at -> at >= startedAt);
    }
}
