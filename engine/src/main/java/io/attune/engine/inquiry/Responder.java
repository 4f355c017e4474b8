package io.attune.engine.inquiry;

import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import java.util.List;

/**
 * Who wants to answer an inquiry.
 *
 * @param line the run whose token was shown, and those above it, the nearest first; empty for a person
 * @param whole whether the line reaches the top
 */
public record Responder(IdentityId identity, List<ExecutionId> line, boolean whole) {
    public Responder {
        line = List.copyOf(line);
    }

    public static Responder person(IdentityId identity) {
        return new Responder(identity, List.of(), true);
    }
}
