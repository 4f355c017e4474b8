package io.attune.bench.load;

import java.util.Arrays;

/** Times in nanoseconds and their percentiles. Not thread-safe: each thread fills its own, {@link #merge} joins them. */
final class Latencies {
    private long[] values = new long[1024];
    private int size;

    void add(long nanoseconds) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = nanoseconds;
    }

    void merge(Latencies other) {
        for (int i = 0; i < other.size; i++) {
            add(other.values[i]);
        }
    }

    int count() {
        return size;
    }

    /** @param fraction 0.5 for the median */
    long percentile(double fraction) {
        if (size == 0) {
            return 0;
        }
        var sorted = Arrays.copyOf(values, size);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(size - 1, Math.round(fraction * (size - 1)))];
    }

    String summary() {
        return "p50 " + Report.milliseconds(percentile(0.5)) + ", p95 " + Report.milliseconds(percentile(0.95))
                + ", p99 " + Report.milliseconds(percentile(0.99)) + ", max " + Report.milliseconds(percentile(1));
    }
}
