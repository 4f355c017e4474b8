package io.attune.engine.workflow;

import io.attune.model.WireEnum;
import org.jspecify.annotations.Nullable;

/**
 * Something that people should find in the story of a workflow.
 *
 * @param task the task that it is about; null for the workflow as a whole
 * @param text in words. Never holds a value: it may be secret
 * @param evidence how a condition came to its value; null where there is none, or where the condition could see something secret
 */
public record Note(
        @Nullable String task,
        int iteration,
        Kind kind,
        String text,
        @Nullable String evidence) {
    /** What a note is about. */
    public enum Kind implements WireEnum {
        REMARK,
        /** Its {@code when} did not hold. */
        SKIPPED,
        /** It could not start. */
        REFUSED,
        /** Its end led to others. */
        LED,
        /** The condition of a transition did not hold. */
        NOT_LED,
        /** It waits for more of its predecessors. */
        JOIN_WAITS,
        DELAYED
    }
}
