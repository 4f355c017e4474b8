package io.attune.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.attune.expression.syntax.Expr;
import io.attune.expression.syntax.Position;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random trees, as a user could have written them: with types that fit or not. */
final class ExprGenerator {
    private static final Position AT = Position.NONE;
    private static final List<String> NAMES = List.of("event", "trigger", "payload", "a", "b", "level", "missing");

    /** Trees of this many levels above names and literals. */
    private static final int LEVELS = 2;

    /** What the parts of a tree are made of: trees of one level less. */
    private final Arbitrary<Expr> parts;

    private ExprGenerator(Arbitrary<Expr> parts) {
        this.parts = parts;
    }

    static Arbitrary<Expr> exprs() {
        Arbitrary<Expr> trees = Arbitraries.oneOf(literals(), paths());
        for (int level = 0; level < LEVELS; level++) {
            trees = new ExprGenerator(trees).next();
        }
        return trees;
    }

    private Arbitrary<Expr> next() {
        return Arbitraries.oneOf(List.of(
                literals(),
                paths(),
                Combinators.combine(parts, parts).as((target, index) -> new Expr.Index(target, index, AT)),
                Combinators.combine(parts, maybe(), maybe(), maybe())
                        .as((target, start, end, step) ->
                                new Expr.Slice(target, start.orElse(null), end.orElse(null), step.orElse(null), AT)),
                calls(),
                filters(),
                tests(),
                Combinators.combine(Arbitraries.of(Expr.PrefixOperator.class), parts)
                        .as((operator, operand) -> new Expr.Prefix(operator, operand, AT)),
                Combinators.combine(Arbitraries.of(Expr.ArithmeticOperator.class), parts, parts)
                        .as((operator, left, right) -> new Expr.Arithmetic(operator, left, right, AT)),
                Combinators.combine(
                                Arbitraries.of(true, false),
                                parts.list().ofMinSize(2).ofMaxSize(3))
                        .as((conjunction, operands) -> new Expr.Logical(conjunction, operands, AT)),
                comparisons(),
                Combinators.combine(parts, parts, maybe())
                        .as((condition, then, otherwise) ->
                                new Expr.Conditional(condition, then, otherwise.orElse(null), AT)),
                parts.list().ofMaxSize(3).map(elements -> new Expr.ListLiteral(elements, AT)),
                Combinators.combine(parts, parts)
                        .as(Expr.Entry::new)
                        .list()
                        .ofMaxSize(2)
                        .map(entries -> new Expr.DictLiteral(entries, AT))));
    }

    private Arbitrary<Optional<Expr>> maybe() {
        return Arbitraries.oneOf(Arbitraries.just(Optional.<Expr>empty()), parts.map(Optional::of));
    }

    static Arbitrary<JsonNode> scalars() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(0, 5).map(IntNode::valueOf),
                Arbitraries.doubles().between(0, 100).ofScale(3).map(DoubleNode::valueOf),
                Arbitraries.of("error", "info", "it's", "\"q\"\n", "a\\d", "0", "", "😀")
                        .map(TextNode::valueOf),
                Arbitraries.of(true, false).map(BooleanNode::valueOf),
                Arbitraries.just(NullNode.getInstance()));
    }

    private static Arbitrary<Expr> literals() {
        return scalars().map(value -> new Expr.Literal(value, AT));
    }

    private static Arbitrary<Expr> paths() {
        Arbitrary<Expr> random = Combinators.combine(
                        Arbitraries.of(NAMES),
                        Arbitraries.of("a", "b", "level", "and", "0", "12")
                                .list()
                                .ofMaxSize(3))
                .as(ExprGenerator::path);
        Arbitrary<Expr> payload = Combinators.combine(
                        Arbitraries.of("event", "trigger"),
                        Arbitraries.of("payload", "data"),
                        Arbitraries.of("a", "b", "level", "0")
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(2))
                .as((root, member, rest) -> rest.stream()
                        .reduce(
                                path(root, List.of(member)),
                                (target, name) -> new Expr.Member(target, name, AT),
                                (x, _) -> x));
        return Arbitraries.oneOf(random, payload);
    }

    private static Expr path(String root, List<String> members) {
        Expr path = new Expr.Name(root, AT);
        for (String member : members) {
            path = new Expr.Member(path, member, AT);
        }
        return path;
    }

    private Arbitrary<Expr> calls() {
        return Combinators.combine(
                        Arbitraries.of(
                                "length", "string", "int", "sort", "sum", "unique", "keys", "lower", "range", "flat"),
                        parts)
                .as((name, argument) -> new Expr.Call(name, new Expr.Arguments(List.of(argument), List.of()), AT));
    }

    private Arbitrary<Expr> filters() {
        Arbitrary<Expr> plain = Combinators.combine(
                        parts,
                        Arbitraries.of(
                                "upper", "first", "last", "length", "list", "tojson", "reverse", "from_json", "abs"))
                .as((input, name) -> new Expr.Filter(input, name, Expr.Arguments.NONE, AT));
        Arbitrary<Expr> withArgument = Combinators.combine(
                        parts,
                        Arbitraries.of("default", "join", "contains", "merge", "chunks", "truncate", "match"),
                        parts)
                .as((input, name, argument) ->
                        new Expr.Filter(input, name, new Expr.Arguments(List.of(argument), List.of()), AT));
        Arbitrary<Expr> named = Combinators.combine(parts, Arbitraries.of("filter"), parts)
                .as((input, name, argument) -> new Expr.Filter(
                        input, name, new Expr.Arguments(List.of(), List.of(new Expr.Named("a", argument))), AT));
        return Arbitraries.oneOf(plain, withArgument, named);
    }

    private Arbitrary<Expr> tests() {
        Arbitrary<Expr> unary = Combinators.combine(
                        parts,
                        Arbitraries.of("defined", "undefined", "none", "odd", "string", "true"),
                        Arbitraries.of(true, false))
                .as((operand, name, negated) -> new Expr.Test(operand, name, List.of(), negated, AT));
        Arbitrary<Expr> binary = Combinators.combine(
                        parts, Arbitraries.of("eq", "lt", "in", "divisibleby"), parts, Arbitraries.of(true, false))
                .as((operand, name, argument, negated) -> new Expr.Test(operand, name, List.of(argument), negated, AT));
        return Arbitraries.oneOf(unary, binary);
    }

    private Arbitrary<Expr> comparisons() {
        Arbitrary<Expr.Link> links = Combinators.combine(
                        Arbitraries.oneOf(
                                Arbitraries.just(Expr.ComparisonOperator.EQUAL),
                                Arbitraries.of(Expr.ComparisonOperator.class)),
                        Arbitraries.oneOf(literals(), parts))
                .as(Expr.Link::new);
        return Combinators.combine(
                        Arbitraries.oneOf(paths(), parts),
                        links.list().ofMinSize(1).ofMaxSize(2))
                .as((first, all) -> new Expr.Comparison(first, all, AT));
    }
}
