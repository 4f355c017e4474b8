package io.attune.engine.admission;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What happens in a group.
 *
 * @param promoted how many leave the head of the line and go
 * @param verdicts on those that came, in their order
 * @param state afterwards; its history counts the new starts but does not hold their times, all of which are the time of the decision
 * @param due when somebody who waits may go though nobody leaves; empty when a slot must become free first
 */
public record AdmissionDecision(int promoted, List<Verdict> verdicts, GroupState state, Optional<Instant> due) {
    public AdmissionDecision {
        verdicts = List.copyOf(verdicts);
    }
}
