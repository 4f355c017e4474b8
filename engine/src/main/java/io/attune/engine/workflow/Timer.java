package io.attune.engine.workflow;

/** What a workflow waits for by the clock. A timer that fires late, twice, or for nothing does no harm. */
public sealed interface Timer {
    /** The delay before a task (workflows.md §3). */
    record Delay(String task, int iteration) implements Timer {}

    /** The delay before a retry, whose child exists already (workflows.md §9). */
    record Retry(ChildKey child) implements Timer {}

    /** The end of the time that the workflow as a whole may take (workflows.md §10). */
    record Deadline() implements Timer {}
}
