package io.attune.expression.function;

import io.attune.expression.Limits;

/** What one evaluation may still do and create (SEC-21). Owned by the evaluating thread. */
public final class Budget {
    private long steps = Limits.STEPS;
    private long size = Limits.SIZE;

    public void step() {
        if (--steps < 0) {
            throw outOfSteps();
        }
    }

    /** @param count elements or characters that are about to be looked at */
    public void steps(long count) {
        steps -= count;
        if (steps < 0) {
            throw outOfSteps();
        }
    }

    /** @param count characters or elements that are about to be created */
    public void create(long count) {
        size -= count;
        if (size < 0) {
            throw new ValueError("the expression creates more than " + Limits.SIZE + " characters and elements");
        }
    }

    private static ValueError outOfSteps() {
        return new ValueError("the expression needs more than " + Limits.STEPS + " steps");
    }
}
