package io.attune.engine.inquiry;

import io.attune.engine.parameter.Violation;
import io.attune.model.inquiry.InquiryStatus;
import java.util.List;

/** What is said to somebody who answers an inquiry. */
public sealed interface Answer {
    record Taken(Ending ending) implements Answer {}

    /** Its time was over and nobody had noticed yet: it ends now, without this answer. */
    record TooLate(Ending ending) implements Answer {}

    /** Somebody was quicker, or it ended otherwise. */
    record Over(InquiryStatus status) implements Answer {}

    /** Somebody else is asked. */
    record NotAsked() implements Answer {}

    /**
     * An execution would answer itself (security.md §3.5).
     *
     * @param itself whether it is the asking execution, and not one that it started
     */
    record PrivilegeLoop(boolean itself) implements Answer {}

    /** It breaks the schema. */
    record Unfit(List<Violation> violations) implements Answer {
        public Unfit {
            violations = List.copyOf(violations);
        }
    }
}
