package io.attune.engine.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.expression.ExpressionException;
import io.attune.model.json.StorableJson;

/** What an expression made must be storable: it can make a value that its sources did not hold. */
final class Values {
    private Values() {}

    static void requireStorable(JsonNode value, String what) {
        StorableJson.problem(value).ifPresent(problem -> {
            throw new ExpressionException(what + " " + problem, 0, null);
        });
    }
}
