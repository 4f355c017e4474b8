package io.attune.expression.compile;

import io.attune.expression.Mode;
import io.attune.expression.Scope;
import io.attune.expression.function.Budget;

/** One evaluation under way: where names come from, what undefined ones become, and what may still be spent. */
public final class Evaluation {
    private final Scope scope;
    private final Mode mode;
    private final Budget budget = new Budget();

    public Evaluation(Scope scope, Mode mode) {
        this.scope = scope;
        this.mode = mode;
    }

    Scope scope() {
        return scope;
    }

    /** Whether using an undefined value is an error. */
    boolean strict() {
        return mode == Mode.STRICT;
    }

    public Budget budget() {
        return budget;
    }
}
