package io.attune.pack.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.expression.Condition;
import io.attune.expression.ExpressionSyntaxException;
import io.attune.expression.Template;
import java.util.List;
import java.util.Optional;

/** Asks the expression language whether texts of files compile (expressions.md §8). */
final class Expressions {
    private Expressions() {}

    static Optional<String> conditionsProblem(JsonNode conditions) {
        try {
            var _ = Condition.compile(conditions);
            return Optional.empty();
        } catch (ExpressionSyntaxException problem) {
            return Optional.of(problem.explanation());
        }
    }

    static List<ExpressionSyntaxException> templateProblems(JsonNode templates) {
        return Template.problems(templates);
    }
}
