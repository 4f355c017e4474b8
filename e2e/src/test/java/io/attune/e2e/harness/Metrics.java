package io.attune.e2e.harness;

import java.util.SortedSet;
import java.util.TreeSet;

/** What {@code GET /metrics} showed. */
public record Metrics(String text) {
    /** As a program on this machine reads it. */
    public static Metrics of(Platform platform) {
        return new Metrics(platform.api().get("/metrics").expect(200).body());
    }

    /** @param series as it stands there: {@code attune_timers_live}, or {@code attune_events_stored_total{origin="timer",}} */
    public double value(String series) {
        return text.lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(series + " is not shown"));
    }

    /** The metrics of Attune itself, by the names that their types are declared with. */
    public SortedSet<String> own() {
        var names = new TreeSet<String>();
        text.lines()
                .filter(line -> line.startsWith("# TYPE attune_"))
                .forEach(line -> names.add(line.split(" ", -1)[2]));
        return names;
    }
}
