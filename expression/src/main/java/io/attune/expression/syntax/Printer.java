package io.attune.expression.syntax;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes a tree as text that parses to an equal tree. Brackets stand only where the text would mean something else without them, so
 * that traces read like the source.
 */
public final class Printer {
    /** Binding strength of each form; a part weaker than its place is put in brackets. */
    private static final int CONDITIONAL = 0;

    private static final int OR = 1;
    private static final int AND = 2;
    private static final int NOT = 3;
    private static final int COMPARISON = 4;
    private static final int ARITHMETIC = 5;
    private static final int FILTER = 20;
    private static final int PREFIX = 21;
    private static final int POSTFIX = 30;

    private Printer() {}

    public static String print(Expr expr) {
        return switch (expr) {
            case Expr.Literal literal -> literal(literal.value());
            case Expr.Name name -> name.name();
            case Expr.Member member -> at(member.target(), POSTFIX) + "." + member.name();
            case Expr.Index index -> at(index.target(), POSTFIX) + "[" + print(index.index()) + "]";
            case Expr.Slice slice -> slice(slice);
            case Expr.Call call -> call.function() + arguments(call.arguments());
            case Expr.Filter filter ->
                at(filter.input(), FILTER) + " | " + filter.name()
                        + (filter.arguments().equals(Expr.Arguments.NONE) ? "" : arguments(filter.arguments()));
            case Expr.Test test -> test(test);
            case Expr.Prefix prefix -> prefix(prefix);
            case Expr.Arithmetic arithmetic -> {
                int strength = strength(arithmetic);
                yield at(arithmetic.left(), strength) + " "
                        + arithmetic.operator().text() + " " + at(arithmetic.right(), strength + 1);
            }
            case Expr.Logical logical -> {
                int inner = logical.conjunction() ? AND : OR;
                yield logical.operands().stream()
                        .map(operand -> at(operand, inner + 1))
                        .collect(Collectors.joining(logical.conjunction() ? " and " : " or "));
            }
            case Expr.Comparison comparison -> {
                StringBuilder text = new StringBuilder(at(comparison.first(), ARITHMETIC));
                for (Expr.Link link : comparison.links()) {
                    text.append(' ').append(link.operator().text()).append(' ').append(at(link.right(), ARITHMETIC));
                }
                yield text.toString();
            }
            case Expr.Conditional conditional -> conditional(conditional);
            case Expr.ListLiteral list -> "[" + list(list.elements()) + "]";
            case Expr.DictLiteral dict ->
                dict.entries().stream()
                        .map(entry -> bracketedConditional(entry.key()) + ": " + print(entry.value()))
                        .collect(Collectors.joining(", ", "{", "}"));
        };
    }

    /** The text of a literal as it can be written in an expression. */
    public static String literal(JsonNode value) {
        if (value.isTextual()) {
            String text = value.textValue()
                    .replace("\\", "\\\\")
                    .replace("'", "\\'")
                    .replace("\n", "\\n")
                    .replace("\r", "\\r")
                    .replace("\t", "\\t");
            return "'" + text + "'";
        }
        if (value.isDouble()) {
            return decimal(value.doubleValue());
        }
        return value.toString();
    }

    private static String decimal(double value) {
        String plain = new BigDecimal(Double.toString(value)).toPlainString();
        return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }

    private static String at(Expr expr, int place) {
        String text = print(expr);
        return strength(expr) < place ? "(" + text + ")" : text;
    }

    private static int strength(Expr expr) {
        return switch (expr) {
            case Expr.Conditional _ -> CONDITIONAL;
            case Expr.Logical logical -> logical.conjunction() ? AND : OR;
            case Expr.Prefix prefix -> prefix.operator() == Expr.PrefixOperator.NOT ? NOT : PREFIX;
            case Expr.Comparison _ -> COMPARISON;
            case Expr.Arithmetic arithmetic ->
                ARITHMETIC + arithmetic.operator().strength();
            case Expr.Filter _, Expr.Test _ -> FILTER;
            case Expr.Literal literal -> literalStrength(literal.value());
            case Expr.Name _,
                    Expr.Member _,
                    Expr.Index _,
                    Expr.Slice _,
                    Expr.Call _,
                    Expr.ListLiteral _,
                    Expr.DictLiteral _ -> POSTFIX;
        };
    }

    /** A number cannot be followed by a dot, and a negative one is written with a prefix. */
    private static int literalStrength(JsonNode value) {
        return value.isNumber() ? PREFIX : POSTFIX;
    }

    private static String prefix(Expr.Prefix prefix) {
        boolean not = prefix.operator() == Expr.PrefixOperator.NOT;
        return prefix.operator().text() + at(prefix.operand(), not ? NOT : PREFIX);
    }

    private static String slice(Expr.Slice slice) {
        String text =
                at(slice.target(), POSTFIX) + "[" + (slice.start() == null ? "" : bracketedConditional(slice.start()))
                        + ":" + (slice.end() == null ? "" : bracketedConditional(slice.end()));
        return text + (slice.step() == null ? "]" : ":" + print(slice.step()) + "]");
    }

    private static String test(Expr.Test test) {
        String text = at(test.operand(), FILTER) + (test.negated() ? " is not " : " is ") + test.name();
        return test.arguments().isEmpty() ? text : text + "(" + list(test.arguments()) + ")";
    }

    private static String conditional(Expr.Conditional conditional) {
        String text = at(conditional.then(), OR) + " if " + at(conditional.condition(), OR);
        return conditional.otherwise() == null ? text : text + " else " + print(conditional.otherwise());
    }

    private static String bracketedConditional(Expr expr) {
        return at(expr, OR);
    }

    private static String arguments(Expr.Arguments arguments) {
        String text = list(arguments.positional());
        String named = arguments.named().stream()
                .map(argument -> argument.name() + "=" + print(argument.value()))
                .collect(Collectors.joining(", "));
        return "(" + text + (text.isEmpty() || named.isEmpty() ? "" : ", ") + named + ")";
    }

    private static String list(List<Expr> elements) {
        return elements.stream().map(Printer::print).collect(Collectors.joining(", "));
    }
}
