package io.attune.engine.parameter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a check found.
 *
 * @param parameters the given ones with defaults applied; complete only when nothing is violated
 * @param violations in the order of the schema, missing parameters first; empty when the parameters fit
 */
public record CheckedParameters(ObjectNode parameters, List<Violation> violations) {
    public CheckedParameters {
        violations = List.copyOf(violations);
    }

    public boolean fit() {
        return violations.isEmpty();
    }

    /** All violations in one line, as the {@code error} of an execution shows them. */
    public String text() {
        return violations.stream().map(Violation::message).collect(Collectors.joining("; "));
    }
}
