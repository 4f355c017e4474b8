package io.attune.expression;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.attune.expression.function.Budget;
import io.attune.expression.function.ValueError;
import io.attune.expression.function.Values;
import io.attune.expression.template.TemplateText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A text with expressions in it.
 *
 * @param literals the text before, between and after the expressions: one more than there are expressions
 * @param whole whether the text is one expression and blanks, so that its value keeps its type
 */
record TextPart(List<String> literals, List<Expression> expressions, boolean whole) implements Template.Part {
    static Template.Part compile(JsonNode node) {
        String text = node.textValue();
        List<TemplateText.Span> spans = TemplateText.expressions(text);
        if (spans.isEmpty()) {
            return new Template.ConstantPart(node);
        }
        List<String> literals = new ArrayList<>();
        List<Expression> expressions = new ArrayList<>();
        int end = 0;
        for (TemplateText.Span span : spans) {
            literals.add(text.substring(end, span.start() - 2));
            expressions.add(Expression.compile(text, span.start(), span.end()));
            end = span.end() + 2;
        }
        literals.add(text.substring(end));
        boolean whole = spans.size() == 1 && literals.stream().allMatch(String::isBlank);
        return new TextPart(List.copyOf(literals), List.copyOf(expressions), whole);
    }

    @Override
    public JsonNode render(Rendering rendering) {
        if (keepsType(rendering.mode())) {
            return rendering.counted(value(expressions.getFirst(), rendering));
        }
        Budget budget = new Budget();
        StringBuilder text = new StringBuilder(literals.getFirst());
        for (int i = 0; i < expressions.size(); i++) {
            try {
                text.append(Values.text(value(expressions.get(i), rendering), budget));
            } catch (ValueError exhausted) {
                throw new ExpressionException("the text becomes too long: " + exhausted.message(), 0, null);
            }
            text.append(literals.get(i + 1));
        }
        return rendering.counted(TextNode.valueOf(text.toString()));
    }

    private static JsonNode value(Expression expression, Rendering rendering) {
        return expression.evaluate(rendering.scope(), rendering.mode());
    }

    @Override
    public void collect(JsonPointer at, List<Template.Slot> slots) {
        slots.add(new Template.Slot(
                at,
                expressions.stream()
                        .flatMap(expression -> expression.references().stream())
                        .distinct()
                        .toList(),
                keepsType(Mode.LENIENT) ? expressions.getFirst().path() : Optional.empty()));
    }

    /** Rule parameters take blanks around the expression for text (expressions.md §2). */
    private boolean keepsType(Mode mode) {
        boolean bare = literals.getFirst().isEmpty() && literals.getLast().isEmpty();
        return whole && (bare || mode != Mode.LENIENT);
    }
}
