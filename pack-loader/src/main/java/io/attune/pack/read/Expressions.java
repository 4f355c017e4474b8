package io.attune.pack.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.expression.Condition;
import io.attune.expression.ExpressionSyntaxException;
import io.attune.expression.Template;
import io.attune.expression.Vocabulary;
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

    /** Names that do not exist: a slip, or something older packs got away with. */
    static List<ExpressionSyntaxException> unknownNames(JsonNode conditions) {
        try {
            return Condition.compile(conditions).unknown(Vocabulary.RULES);
        } catch (ExpressionSyntaxException _) {
            return List.of();
        }
    }

    static List<ExpressionSyntaxException> templateProblems(JsonNode templates) {
        return Template.problems(templates);
    }
}
