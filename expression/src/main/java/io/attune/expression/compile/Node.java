package io.attune.expression.compile;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.expression.ExpressionException;
import io.attune.expression.function.ValueError;
import io.attune.expression.function.Values;
import org.jspecify.annotations.Nullable;

/**
 * A compiled expression. Immutable apart from caches, so that any number of threads may evaluate it.
 *
 * <p>Reading a name that does not exist gives {@link Values#UNDEFINED} in every mode; what differs is {@link #value}, by which a node
 * uses the result of another: in strict mode it refuses the undefined. Only {@code default}, {@code is defined} and the branches of a
 * conditional look at the raw result.
 */
public abstract class Node {
    private final int position;

    Node(int position) {
        this.position = position;
    }

    final int position() {
        return position;
    }

    /** The result, which may be undefined in any mode. */
    abstract JsonNode raw(Evaluation evaluation);

    /**
     * The result, for use by another node.
     *
     * @throws ExpressionException also when the result is undefined and the mode is strict
     */
    public final JsonNode value(Evaluation evaluation) {
        JsonNode result = raw(evaluation);
        if (Values.isUndefined(result) && evaluation.strict()) {
            throw undefined(evaluation);
        }
        return result;
    }

    /** Why the result is undefined. Called after {@link #raw} gave nothing; nodes that can say more override it. */
    ExpressionException undefined(Evaluation evaluation) {
        return error("the value is undefined", "give it a value with  | default(…)");
    }

    final ExpressionException error(String message, @Nullable String hint) {
        return new ExpressionException(message, position, hint);
    }

    final ExpressionException error(ValueError cause) {
        return error(cause.message(), cause.hint());
    }
}
