package io.attune.engine.execution;

/** Why the status of an execution changes (runtime.md §1.5). */
public enum Cause {
    /** Its parameters are invalid, or its action is gone: it can never run (FIX-14). */
    REJECTED("rejected"),
    /** A worker took it out of the queue; its process starts later. */
    LEASED("leased"),
    /** A worker took it and needs no process for it: it runs from that moment (D12). */
    LEASED_AND_STARTED("leased, no process needed"),
    /** The engine starts it as a workflow. */
    WORKFLOW_STARTED("workflow started"),
    /** It asks a person, and waits for the answer. */
    ASKED("a person is asked"),
    /** The process starts. */
    STARTED("started"),
    /** It was leased and not started: the worker said goodbye, was lost, or took too long (D24). */
    HANDED_BACK("handed back"),
    /** It was leased too often without being started. */
    HAND_OFF_EXPIRED("hand-off expired"),
    /** No worker fits it, for longer than it may wait (FIX-4). */
    UNSCHEDULABLE("unschedulable"),
    /** A policy lets it neither go nor wait, or it has waited for as long as it may (runtime.md §2.2). */
    REFUSED("refused by policy"),
    /** The worker reports success. */
    SUCCEEDED("succeeded"),
    /** The worker reports failure, a process time-out included (D4). */
    FAILED("failed"),
    /** What it waited for did not come in time. */
    TIMED_OUT("timed out"),
    /** Somebody wants it cancelled. */
    CANCEL_REQUESTED("cancel requested"),
    /** As {@link #CANCEL_REQUESTED}, and there is no process to stop. */
    CANCEL_REQUESTED_WITHOUT_PROCESS("cancel requested, no process"),
    /** The worker reports that it stopped the process as asked. */
    STOPPED("stopped"),
    /** Nobody knows how it ended: the worker is gone, or gave it up (FIX-19). */
    WORKER_LOST("worker lost");

    private final String words;

    Cause(String words) {
        this.words = words;
    }

    /** For diagrams and logs. */
    public String words() {
        return words;
    }
}
