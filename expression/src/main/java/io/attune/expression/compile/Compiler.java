package io.attune.expression.compile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.expression.ExpressionSyntaxException;
import io.attune.expression.Scope;
import io.attune.expression.function.Budget;
import io.attune.expression.function.BuiltIn;
import io.attune.expression.function.Library;
import io.attune.expression.function.Regex;
import io.attune.expression.function.ValueError;
import io.attune.expression.function.ValueTest;
import io.attune.expression.syntax.Expr;
import io.attune.expression.syntax.Expr.ComparisonOperator;
import io.attune.expression.syntax.Position;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes nodes of a tree. What can be wrong without knowing any value is refused here: unknown functions, wrong arguments, bad patterns. */
public final class Compiler {
    private final String source;

    private Compiler(String source) {
        this.source = source;
    }

    /**
     * @param source the text the tree was parsed from, for error messages
     * @throws ExpressionSyntaxException when a function, filter or test is unknown or its arguments do not fit
     */
    public static Node compile(Expr expr, String source) {
        return new Compiler(source).node(expr);
    }

    private Node node(Expr expr) {
        int at = expr.at().offset();
        return switch (expr) {
            case Expr.Literal literal -> new Literals.ConstantNode(literal.value(), at);
            case Expr.Name name -> new Access.NameNode(name.name(), at);
            case Expr.Member member -> new Access.MemberNode(node(member.target()), member.name(), true, at);
            case Expr.Index index -> index(index, at);
            case Expr.Slice slice ->
                new Access.SliceNode(
                        node(slice.target()),
                        optional(slice.start()),
                        optional(slice.end()),
                        optional(slice.step()),
                        at);
            case Expr.Call call -> call(call, at);
            case Expr.Filter filter -> builtIn(filter.name(), "filter", filter.input(), filter.arguments(), at);
            case Expr.Test test -> test(test, at);
            case Expr.Prefix prefix -> new Operators.PrefixNode(prefix.operator(), node(prefix.operand()), at);
            case Expr.Arithmetic sum ->
                new Operators.ArithmeticNode(sum.operator(), node(sum.left()), node(sum.right()), at);
            case Expr.Logical logical ->
                new Operators.LogicalNode(logical.conjunction(), nodes(logical.operands()), at);
            case Expr.Comparison comparison -> comparison(comparison, at);
            case Expr.Conditional conditional ->
                new Operators.ConditionalNode(
                        node(conditional.condition()), node(conditional.then()), optional(conditional.otherwise()), at);
            case Expr.ListLiteral list -> new Literals.ListNode(nodes(list.elements()), at);
            case Expr.DictLiteral dict ->
                new Literals.DictNode(
                        dict.entries().stream().map(entry -> node(entry.key())).toList(),
                        dict.entries().stream()
                                .map(entry -> node(entry.value()))
                                .toList(),
                        at);
        };
    }

    private @Nullable Node optional(@Nullable Expr expr) {
        return expr == null ? null : node(expr);
    }

    private Node[] nodes(List<Expr> exprs) {
        return exprs.stream().map(this::node).toArray(Node[]::new);
    }

    private Node index(Expr.Index index, int at) {
        if (index.index() instanceof Expr.Literal(JsonNode key, Position _) && key.isTextual()) {
            return new Access.MemberNode(node(index.target()), key.textValue(), false, at);
        }
        return new Access.IndexNode(node(index.target()), node(index.index()), at);
    }

    private Node comparison(Expr.Comparison comparison, int at) {
        List<Expr.Link> links = comparison.links();
        ComparisonOperator[] operators = links.stream().map(Expr.Link::operator).toArray(ComparisonOperator[]::new);
        Node[] rights = new Node[links.size()];
        for (int i = 0; i < rights.length; i++) {
            boolean membership = operators[i] == ComparisonOperator.IN || operators[i] == ComparisonOperator.NOT_IN;
            rights[i] = membership
                    ? lookedIn(links.get(i).right())
                    : node(links.get(i).right());
        }
        return new Operators.ComparisonNode(node(comparison.first()), operators, rights, at);
    }

    /** A list of literals that is only looked in is built once: it never gets out, so nobody can change it. */
    private Node lookedIn(Expr expr) {
        if (!(expr instanceof Expr.ListLiteral(List<Expr> elements, Position _))) {
            return node(expr);
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode(elements.size());
        for (Expr element : elements) {
            if (!(element instanceof Expr.Literal literal)) {
                return node(expr);
            }
            list.add(literal.value());
        }
        return new Literals.ConstantNode(list, expr.at().offset());
    }

    private Node call(Expr.Call call, int at) {
        if (!Scope.PROVIDED_FUNCTIONS.contains(call.function())) {
            return builtIn(call.function(), "function", null, call.arguments(), at);
        }
        List<Expr> positional = call.arguments().positional();
        List<Expr.Named> named = call.arguments().named();
        Node[] arguments = new Node[positional.size() + named.size()];
        @Nullable String[] names = new String[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            boolean byPlace = i < positional.size();
            arguments[i] = node(
                    byPlace
                            ? positional.get(i)
                            : named.get(i - positional.size()).value());
            names[i] = byPlace ? null : named.get(i - positional.size()).name();
        }
        return new Calls.ScopeCallNode(call.function(), arguments, names, at);
    }

    private Node builtIn(String name, String kind, @Nullable Expr input, Expr.Arguments given, int at) {
        BuiltIn function = Library.function(name).orElseThrow(() -> unknownFunction(name, kind, at));
        // match takes its pattern first (expressions.md §6); piped, the value on the left is the text.
        boolean inputLast =
                input != null && name.equals("match") && given.positional().size() == 1;
        Node[] arguments = new Node[given.positional().size() + given.named().size() + (input == null ? 0 : 1)];
        int next = 0;
        if (input != null && !inputLast) {
            arguments[next++] = node(input);
        }
        for (Expr argument : given.positional()) {
            arguments[next++] = node(argument);
        }
        if (input != null && inputLast) {
            arguments[next++] = node(input);
        }
        int positional = next;
        for (Expr.Named argument : given.named()) {
            arguments[next++] = node(argument.value());
        }
        List<String> free = given.named().stream().map(Expr.Named::name).toList();
        try {
            int[] places = Library.bind(function, positional, free);
            if (name.equals("match")
                    && places[0] == 0
                    && places.length == 2
                    && arguments[0] instanceof Literals.ConstantNode pattern
                    && pattern.constant().isTextual()) {
                return new Calls.MatchNode(
                        Regex.compile(pattern.constant().textValue(), new Budget()), arguments[1], at);
            }
            String[] names = new String[arguments.length];
            for (int i = 0; i < names.length; i++) {
                names[i] = i < positional ? "" : free.get(i - positional);
            }
            boolean takesUndefined = name.equals("default") || name.equals("d");
            return new Calls.BuiltInNode(function, arguments, places, names, takesUndefined, at);
        } catch (ValueError cause) {
            throw new ExpressionSyntaxException(cause.message(), at, cause.hint(), source, "");
        }
    }

    private ExpressionSyntaxException unknownFunction(String name, String kind, int at) {
        Set<String> known = new HashSet<>(Library.functionNames());
        if (kind.equals("function")) {
            known.addAll(Scope.PROVIDED_FUNCTIONS);
        }
        int dot = name.lastIndexOf('.');
        String hint = Library.suggestion(name, known);
        if (dot >= 0) {
            String method = name.substring(dot + 1);
            hint = "methods cannot be called; write " + method + "(" + name.substring(0, dot) + ") instead";
        }
        return new ExpressionSyntaxException("unknown " + kind + " '" + name + "'", at, hint, source, "");
    }

    private Node test(Expr.Test test, int at) {
        Collection<String> known = Library.testNames();
        ValueTest found = Library.test(test.name())
                .orElseThrow(() -> new ExpressionSyntaxException(
                        "unknown test '" + test.name() + "'",
                        at,
                        Library.suggestion(test.name(), Set.copyOf(known)),
                        source,
                        ""));
        if (found.arguments() != test.arguments().size()) {
            String message = "the test '" + test.name() + "' takes " + found.arguments() + " arguments, found "
                    + test.arguments().size();
            throw new ExpressionSyntaxException(message, at, null, source, "");
        }
        boolean takesUndefined = test.name().equals("defined") || test.name().equals("undefined");
        List<Node> arguments = Arrays.asList(nodes(test.arguments()));
        return new Calls.TestNode(found, node(test.operand()), arguments, test.negated(), takesUndefined, at);
    }
}
