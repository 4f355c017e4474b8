package io.attune.engine.workflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.parameter.SecretOrigin;
import io.attune.expression.Scope;
import io.attune.model.schema.FlatSchema;
import io.attune.model.secret.SecretPlace;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a decision may look up, and mostly does not. The same question has the same answer during one decision, and for results for ever:
 * a child that has ended does not change. In the decision that begins a rerun, the children of the earlier run answer for those that are
 * kept. A result that is too large to be held in memory is refused with an {@link io.attune.expression.ExpressionException}.
 */
public interface WorkflowFacts {
    /** The parameters of the workflow with its defaults, also in place of nulls; secrets in clear. */
    ObjectNode parameters();

    /** Where the parameters hold secrets. */
    List<SecretPlace> parameterSecrets();

    /** The parameters that an action takes; empty when there is no such action. */
    Optional<FlatSchema> action(String ref);

    /**
     * How the latest attempt of a child ended that was reported as finished.
     *
     * @param item null for a task without items
     */
    ChildResult result(String task, int iteration, @Nullable Integer item);

    /** The same for all items of a task, in their order. */
    List<ChildResult> results(String task, int iteration, int total);

    /** The roots that are not of the workflow's making: {@code config}, {@code pack}, {@code keystore}, {@code system}, {@code now()}. */
    Scope surroundings();

    /** The secrets in them. */
    List<SecretOrigin> surroundingSecrets();
}
