package io.attune.engine.workflow.graph;

import com.fasterxml.jackson.databind.node.TextNode;
import io.attune.expression.Expression;
import io.attune.expression.ExpressionException;
import io.attune.expression.ExpressionSyntaxException;
import io.attune.expression.Mode;
import io.attune.expression.Scope;
import io.attune.expression.Template;
import io.attune.expression.Vocabulary;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A condition of a task or transition (expressions.md §7): an expression with or without its braces, whose truth counts; else a text with
 * expressions in it, whose wording does.
 */
public final class Guard {
    private static final List<String> NO = List.of("false", "0", "no", "");

    private final String source;
    private final @Nullable Expression expression;
    private final Text text;
    private final Reads reads;

    private Guard(String source, @Nullable Expression expression, Text text, Reads reads) {
        this.source = source;
        this.expression = expression;
        this.text = text;
        this.reads = reads;
    }

    static Guard of(String source, String field) {
        Text text = Text.of(TextNode.valueOf(source), field);
        try {
            Expression expression = Expression.compile(source);
            return new Guard(source, expression, text, Reads.of(List.of(expression)));
        } catch (ExpressionSyntaxException _) {
            return new Guard(source, null, text, text.reads());
        }
    }

    /** What is wrong with a condition; empty when it can be evaluated. */
    static List<ExpressionSyntaxException> problems(String source, Vocabulary vocabulary) {
        var node = TextNode.valueOf(source);
        if (source.contains("{{")) {
            return Template.problems(node, vocabulary);
        }
        return Template.problems(TextNode.valueOf("{{ " + source + " }}"), vocabulary);
    }

    /** @throws ExpressionException when it has no value */
    public boolean test(Scope scope) {
        if (expression != null) {
            return expression.test(scope, Mode.STRICT);
        }
        var rendered = text.render(scope);
        return !NO.contains(rendered.asText().strip().toLowerCase(Locale.ROOT));
    }

    /** How the value came about; nothing for a text with expressions in it. */
    public Optional<String> explain(Scope scope) {
        return Optional.ofNullable(expression)
                .map(found -> found.trace(scope, Mode.STRICT).toText());
    }

    public Reads reads() {
        return reads;
    }

    /** Whether it asks for time-outs by itself, so that {@code failed()} leaves them to it (workflows.md §10). */
    boolean asksForTimeout() {
        return expression == null ? text.calls("timed_out") : expression.calls("timed_out");
    }

    public String source() {
        return source;
    }

    @Override
    public String toString() {
        return source;
    }
}
