package io.attune.expression.syntax;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An expression as a tree (expressions.md §4 and §4.1). Immutable. */
public sealed interface Expr {
    Position at();

    /** Null, boolean, number or string. */
    record Literal(JsonNode value, Position at) implements Expr {}

    record Name(String name, Position at) implements Expr {}

    /** {@code target.name}; a name of digits only is an index when the target is an array. */
    record Member(Expr target, String name, Position at) implements Expr {}

    record Index(Expr target, Expr index, Position at) implements Expr {}

    record Slice(
            Expr target,
            @Nullable Expr start,
            @Nullable Expr end,
            @Nullable Expr step,
            Position at) implements Expr {}

    /** {@code function(a, k=v)}; the name is a bare name, or dotted for the functions of a scope. */
    record Call(String function, Arguments arguments, Position at) implements Expr {}

    /** {@code input | name(a, k=v)}. */
    record Filter(Expr input, String name, Arguments arguments, Position at) implements Expr {}

    /** {@code operand is [not] name(arguments)}. */
    record Test(Expr operand, String name, List<Expr> arguments, boolean negated, Position at) implements Expr {
        public Test {
            arguments = List.copyOf(arguments);
        }
    }

    record Prefix(PrefixOperator operator, Expr operand, Position at) implements Expr {}

    record Arithmetic(ArithmeticOperator operator, Expr left, Expr right, Position at) implements Expr {}

    /** Two or more operands of one {@code and} or {@code or}; flat, so that long lists of alternatives stay shallow. */
    record Logical(boolean conjunction, List<Expr> operands, Position at) implements Expr {
        public Logical {
            operands = List.copyOf(operands);
        }
    }

    /** {@code first op right op right …}: holds when every link does, as in Jinja2. */
    record Comparison(Expr first, List<Link> links, Position at) implements Expr {
        public Comparison {
            links = List.copyOf(links);
        }
    }

    record Link(ComparisonOperator operator, Expr right) {}

    /** {@code then if condition else otherwise}; without {@code else} it is undefined when the condition does not hold. */
    record Conditional(Expr condition, Expr then, @Nullable Expr otherwise, Position at) implements Expr {}

    record ListLiteral(List<Expr> elements, Position at) implements Expr {
        public ListLiteral {
            elements = List.copyOf(elements);
        }
    }

    record DictLiteral(List<Entry> entries, Position at) implements Expr {
        public DictLiteral {
            entries = List.copyOf(entries);
        }
    }

    record Entry(Expr key, Expr value) {}

    record Arguments(List<Expr> positional, List<Named> named) {
        public static final Arguments NONE = new Arguments(List.of(), List.of());

        public Arguments {
            positional = List.copyOf(positional);
            named = List.copyOf(named);
        }

        /** All argument expressions in the order of the text. */
        public List<Expr> values() {
            return Stream.concat(positional.stream(), named.stream().map(Named::value))
                    .toList();
        }
    }

    record Named(String name, Expr value) {}

    enum PrefixOperator {
        NOT("not "),
        MINUS("-"),
        PLUS("+");

        private final String text;

        PrefixOperator(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** The infix operators that compute a value, with their binding strength (a higher one binds tighter). */
    enum ArithmeticOperator {
        ADD("+", 1),
        SUBTRACT("-", 1),
        CONCATENATE("~", 2),
        MULTIPLY("*", 3),
        DIVIDE("/", 3),
        FLOOR_DIVIDE("//", 3),
        REMAINDER("%", 3),
        POWER("**", 4);

        private final String text;
        private final int strength;

        ArithmeticOperator(String text, int strength) {
            this.text = text;
            this.strength = strength;
        }

        public String text() {
            return text;
        }

        public int strength() {
            return strength;
        }
    }

    enum ComparisonOperator {
        EQUAL("=="),
        NOT_EQUAL("!="),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">="),
        IN("in"),
        NOT_IN("not in");

        private final String text;

        ComparisonOperator(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }
}
