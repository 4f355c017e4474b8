package io.attune.expression;

/** What becomes of names and members that do not exist (expressions.md §1, §7). */
public enum Mode {
    /** Workflows and queues: an undefined name is an error, except under {@code default} and {@code is defined}. */
    STRICT,
    /** Rule action parameters: an undefined name, and any other error, gives null; within text it gives nothing. */
    LENIENT,
    /** Rule criteria (design D3): comparisons with an undefined name are false, and the rest is still evaluated. Other errors are errors. */
    CRITERIA
}
