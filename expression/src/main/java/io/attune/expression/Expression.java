package io.attune.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.attune.expression.compile.Compiler;
import io.attune.expression.compile.Evaluation;
import io.attune.expression.compile.Node;
import io.attune.expression.function.ValueError;
import io.attune.expression.function.Values;
import io.attune.expression.syntax.Expr;
import io.attune.expression.syntax.Parser;
import io.attune.expression.syntax.References;
import io.attune.expression.template.TemplateText;
import io.attune.expression.trace.Tracer;
import java.util.List;
import java.util.Optional;

/**
 * One expression, compiled once and evaluated many times by any number of threads. Results may share structure with the values of the
 * scope: treat them as immutable.
 */
public final class Expression {
    private final String source;
    private final Expr tree;
    private final Node node;

    private Expression(String source, Expr tree) {
        this.source = source;
        this.tree = tree;
        this.node = Compiler.compile(tree, source);
    }

    /**
     * Compiles the text of an expression, with or without one enclosing pair of {@code {{ }}}.
     *
     * @throws ExpressionSyntaxException when the text is no expression, too long or too deep, or names an unknown function
     */
    public static Expression compile(String source) {
        TemplateText.Span span = TemplateText.inside(source);
        return compile(source, span.start(), span.end());
    }

    static Expression compile(String source, int start, int end) {
        return new Expression(source, Parser.parse(source, start, end));
    }

    /**
     * The value; an undefined one is null, except in strict mode, where it is an error.
     *
     * @throws ExpressionException when it has no value; never in lenient mode, which gives null instead
     */
    public JsonNode evaluate(Scope scope, Mode mode) {
        try {
            JsonNode value = result(scope, mode);
            return Values.isUndefined(value) ? NullNode.getInstance() : value;
        } catch (ExpressionException failure) {
            if (mode == Mode.LENIENT) {
                return NullNode.getInstance();
            }
            throw failure;
        }
    }

    /**
     * The truth of the value (expressions.md §5).
     *
     * @throws ExpressionException as {@link #evaluate}
     */
    public boolean test(Scope scope, Mode mode) {
        return Values.truth(evaluate(scope, mode));
    }

    /** The value with the reasons for it; errors become part of the trace. */
    public Trace trace(Scope scope, Mode mode) {
        return Tracer.trace(tree, source, scope, mode);
    }

    /** The paths it reads, as far as they are written out: {@code a.b[0].c | upper} reads {@code a.b}, then {@code 0}, then {@code c}. */
    public List<List<String>> references() {
        return References.paths(tree);
    }

    /** Whether it calls a function. */
    public boolean calls(String function) {
        return References.calls(tree, function);
    }

    /** The path that it is, if it is nothing but one of names and literal indexes: its value is the one found there. */
    public Optional<List<String>> path() {
        return References.path(tree);
    }

    /** The text it was compiled from. */
    public String source() {
        return source;
    }

    Expr tree() {
        return tree;
    }

    private JsonNode result(Scope scope, Mode mode) {
        try {
            return node.value(new Evaluation(scope, mode));
        } catch (ValueError exhausted) {
            throw new ExpressionException(exhausted.message(), 0, exhausted.hint());
        }
    }

    @Override
    public String toString() {
        return source;
    }
}
