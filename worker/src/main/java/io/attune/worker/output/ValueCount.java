package io.attune.worker.output;

/** How many values one output may still become: a tree of very many takes many times the memory of its text. Of one thread. */
final class ValueCount {
    static final int MOST = 500_000;
    static final String EXCEEDED = "more than " + MOST + " values";

    private int left = MOST;

    /** Whether there may be another one. */
    boolean take() {
        return --left >= 0;
    }
}
