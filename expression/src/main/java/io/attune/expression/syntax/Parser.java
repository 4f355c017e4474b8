package io.attune.expression.syntax;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.attune.expression.ExpressionSyntaxException;
import io.attune.expression.Limits;
import io.attune.expression.syntax.Expr.ArithmeticOperator;
import io.attune.expression.syntax.Expr.ComparisonOperator;
import io.attune.expression.syntax.Expr.PrefixOperator;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recursive descent over the tokens of one expression, with the binding strengths of Jinja2: conditional, or, and, not, comparison, sum,
 * concatenation, product, power, prefix minus, then filters, tests and member access. Refuses trees deeper than {@link Limits#DEPTH}, so
 * that everything after it may recurse.
 */
public final class Parser {
    private static final Set<String> RESERVED = Set.of("and", "or", "not", "in", "is", "if", "else");
    private static final Map<String, ComparisonOperator> COMPARISONS = Map.of(
            "==", ComparisonOperator.EQUAL,
            "!=", ComparisonOperator.NOT_EQUAL,
            "<", ComparisonOperator.LESS,
            "<=", ComparisonOperator.LESS_OR_EQUAL,
            ">", ComparisonOperator.GREATER,
            ">=", ComparisonOperator.GREATER_OR_EQUAL);

    private final TokenCursor tokens;
    private final IdentityHashMap<Expr, Integer> depths = new IdentityHashMap<>();
    private int nesting;
    /** Above zero where a colon already has a meaning, so that it cannot open the arguments of a filter. */
    private int colonsTaken;

    private Parser(TokenCursor tokens) {
        this.tokens = tokens;
    }

    /** Parses a text that is an expression and nothing else. */
    public static Expr parse(String source) {
        return parse(source, 0, source.length());
    }

    /** Parses {@code source[start, end)}; positions in the tree and in errors count from the start of {@code source}. */
    public static Expr parse(String source, int start, int end) {
        if (end - start > Limits.SOURCE_LENGTH) {
            throw new ExpressionSyntaxException(
                    "the expression is longer than " + Limits.SOURCE_LENGTH + " characters", start, null, source, "");
        }
        Parser parser = new Parser(new TokenCursor(source, Lexer.tokens(source, start, end)));
        if (parser.tokens.peek().kind() == Token.Kind.END) {
            throw parser.tokens.error("the expression is empty", parser.tokens.peek(), null);
        }
        Expr whole = parser.expression();
        if (parser.tokens.peek().kind() != Token.Kind.END) {
            throw parser.tokens.trailing();
        }
        return whole;
    }

    private Expr expression() {
        enter();
        Expr result = logical("or");
        while (true) {
            Token token = tokens.peek();
            if (tokens.takeWord("if")) {
                Expr condition = logical("or");
                Expr otherwise = tokens.takeWord("else") ? expression() : null;
                result = made(
                        new Expr.Conditional(condition, result, otherwise, at(token)), condition, result, otherwise);
            } else if (tokens.take("?")) {
                colonsTaken++;
                Expr then = expression();
                colonsTaken--;
                tokens.expect(":", "a conditional is written  condition ? value : other");
                Expr otherwise = expression();
                result = made(new Expr.Conditional(result, then, otherwise, at(token)), result, then, otherwise);
            } else {
                leave();
                return result;
            }
        }
    }

    private Expr logical(String word) {
        boolean conjunction = word.equals("and");
        Token start = tokens.peek();
        Expr first = conjunction ? negation() : logical("and");
        if (!tokens.peek().isWord(word)) {
            return first;
        }
        List<Expr> operands = new ArrayList<>(List.of(first));
        while (tokens.takeWord(word)) {
            operands.add(conjunction ? negation() : logical("and"));
        }
        return made(new Expr.Logical(conjunction, operands, at(start)), operands);
    }

    private Expr negation() {
        Token token = tokens.peek();
        if (tokens.takeWord("not")) {
            enter();
            Expr operand = negation();
            leave();
            return made(new Expr.Prefix(PrefixOperator.NOT, operand, at(token)), operand);
        }
        return comparison();
    }

    private Expr comparison() {
        Token start = tokens.peek();
        Expr first = arithmetic(1);
        List<Expr.Link> links = new ArrayList<>();
        for (ComparisonOperator operator = comparisonOperator(); operator != null; operator = comparisonOperator()) {
            links.add(new Expr.Link(operator, arithmetic(1)));
        }
        if (links.isEmpty()) {
            return first;
        }
        List<Expr> parts = new ArrayList<>(List.of(first));
        links.forEach(link -> parts.add(link.right()));
        return made(new Expr.Comparison(first, links, at(start)), parts);
    }

    private @Nullable ComparisonOperator comparisonOperator() {
        Token token = tokens.peek();
        if (token.is("=")) {
            throw tokens.error("a single = does not compare", token, "write == to compare");
        }
        ComparisonOperator symbol = token.kind() == Token.Kind.OPERATOR ? COMPARISONS.get(token.text()) : null;
        if (symbol != null) {
            tokens.advance();
            return symbol;
        }
        if (tokens.takeWord("in")) {
            return ComparisonOperator.IN;
        }
        if (token.isWord("not") && tokens.peekSecond().isWord("in")) {
            tokens.advance();
            tokens.advance();
            return ComparisonOperator.NOT_IN;
        }
        return null;
    }

    private Expr arithmetic(int strength) {
        if (strength > ArithmeticOperator.POWER.strength()) {
            return prefixed(true);
        }
        Expr left = arithmetic(strength + 1);
        while (true) {
            Token token = tokens.peek();
            ArithmeticOperator operator = arithmeticOperator(token, strength);
            if (operator == null) {
                return left;
            }
            tokens.advance();
            Expr right = arithmetic(strength + 1);
            left = made(new Expr.Arithmetic(operator, left, right, at(token)), left, right);
        }
    }

    private static @Nullable ArithmeticOperator arithmeticOperator(Token token, int strength) {
        if (token.kind() == Token.Kind.OPERATOR) {
            for (ArithmeticOperator operator : ArithmeticOperator.values()) {
                if (operator.strength() == strength && operator.text().equals(token.text())) {
                    return operator;
                }
            }
        }
        return null;
    }

    private Expr prefixed(boolean withFilters) {
        Token token = tokens.peek();
        Expr result;
        if (token.is("-") || token.is("+")) {
            tokens.advance();
            enter();
            Expr operand = prefixed(false);
            leave();
            PrefixOperator operator = token.is("-") ? PrefixOperator.MINUS : PrefixOperator.PLUS;
            result = made(new Expr.Prefix(operator, operand, at(token)), operand);
        } else {
            result = postfixed(primary());
        }
        return withFilters ? filtered(result) : result;
    }

    private Expr postfixed(Expr target) {
        Expr result = target;
        while (true) {
            Token token = tokens.peek();
            if (tokens.take(".")) {
                result = member(result, token);
            } else if (tokens.take("[")) {
                result = subscript(result, token);
            } else if (token.is("(")) {
                if (result instanceof Expr.Name(String name, Position at)) {
                    tokens.advance();
                    result = call(name, at);
                } else if (result
                        instanceof Expr.Member(Expr.Name(String left, Position at), String right, Position _)) {
                    tokens.advance();
                    result = call(left + "." + right, at);
                } else {
                    throw tokens.error(
                            "methods cannot be called", token, "write upper(x) or x | upper instead of x.upper()");
                }
            } else {
                return result;
            }
        }
    }

    private Expr call(String function, Position at) {
        Expr.Arguments arguments = arguments(")");
        return made(new Expr.Call(function, arguments, at), arguments.values());
    }

    private Expr member(Expr target, Token dot) {
        Token token = tokens.advance();
        boolean index =
                token.kind() == Token.Kind.NUMBER && token.text().chars().allMatch(Character::isDigit);
        if (token.kind() != Token.Kind.NAME && !index) {
            throw tokens.error(
                    "expected a name after the dot, found " + TokenCursor.describe(token),
                    token,
                    "other names need brackets: payload['x-id']");
        }
        return made(new Expr.Member(target, token.text(), at(dot)), target);
    }

    private Expr subscript(Expr target, Token bracket) {
        int taken = colonsTaken;
        colonsTaken = 1;
        Expr start = tokens.peek().is(":") ? null : expression();
        if (start != null && !tokens.peek().is(":")) {
            colonsTaken = taken;
            tokens.expect("]", "an index is closed by ]");
            return made(new Expr.Index(target, start, at(bracket)), target, start);
        }
        tokens.expect(":", "an index is closed by ]");
        Expr end = tokens.peek().is(":") || tokens.peek().is("]") ? null : expression();
        Expr step = tokens.take(":") && !tokens.peek().is("]") ? expression() : null;
        colonsTaken = taken;
        tokens.expect("]", "a slice is written x[start:end] or x[start:end:step]");
        return made(new Expr.Slice(target, start, end, step, at(bracket)), target, start, end, step);
    }

    private Expr filtered(Expr input) {
        Expr result = input;
        while (true) {
            Token token = tokens.peek();
            if (tokens.take("|")) {
                String name = tokens.name("a filter after |");
                Expr.Arguments arguments = Expr.Arguments.NONE;
                if (tokens.take("(")) {
                    arguments = arguments(")");
                } else if (colonsTaken == 0 && tokens.take(":")) {
                    arguments = colonArguments();
                }
                List<Expr> parts = new ArrayList<>(arguments.values());
                parts.add(result);
                result = made(new Expr.Filter(result, name, arguments, at(token)), parts);
            } else if (tokens.takeWord("is")) {
                result = test(result, token);
            } else {
                return result;
            }
        }
    }

    private Expr test(Expr operand, Token is) {
        boolean negated = tokens.takeWord("not");
        // "in" is an operator elsewhere; after "is" it names a test.
        String name = tokens.takeWord("in") ? "in" : tokens.name("a test after 'is'");
        List<Expr> arguments = List.of();
        if (tokens.take("(")) {
            arguments = arguments(")").positional();
        } else if (startsOperand(tokens.peek())) {
            arguments = List.of(postfixed(primary()));
        }
        List<Expr> parts = new ArrayList<>(arguments);
        parts.add(operand);
        return made(new Expr.Test(operand, name, arguments, negated, at(is)), parts);
    }

    private static boolean startsOperand(Token token) {
        return switch (token.kind()) {
            case STRING, NUMBER -> true;
            case NAME -> !RESERVED.contains(token.text());
            case OPERATOR -> token.is("[") || token.is("{");
            case END -> false;
        };
    }

    private Expr.Arguments arguments(String close) {
        int taken = colonsTaken;
        colonsTaken = 0;
        List<Expr> positional = new ArrayList<>();
        List<Expr.Named> named = new ArrayList<>();
        while (!tokens.peek().is(close)) {
            argument(positional, named, false);
            if (!tokens.take(",")) {
                break;
            }
        }
        tokens.expect(close, "arguments are separated by commas and closed by )");
        colonsTaken = taken;
        return new Expr.Arguments(positional, named);
    }

    /** {@code x | replace: 'a', 'b'}: the arguments reach to the next filter or the end. */
    private Expr.Arguments colonArguments() {
        List<Expr> positional = new ArrayList<>();
        List<Expr.Named> named = new ArrayList<>();
        do {
            argument(positional, named, true);
        } while (tokens.take(","));
        return new Expr.Arguments(positional, named);
    }

    private void argument(List<Expr> positional, List<Expr.Named> named, boolean colonStyle) {
        Token token = tokens.peek();
        boolean byName = token.kind() == Token.Kind.NAME && tokens.peekSecond().is("=");
        if (byName) {
            tokens.advance();
            tokens.advance();
            if (named.stream().anyMatch(other -> other.name().equals(token.text()))) {
                throw tokens.error("the argument " + token.text() + " is given twice", token, null);
            }
        } else if (!named.isEmpty()) {
            throw tokens.error(
                    "an argument without a name follows one with a name",
                    token,
                    "name this one as well, or move it to the front");
        }
        Expr value = colonStyle ? prefixed(false) : expression();
        if (byName) {
            named.add(new Expr.Named(token.text(), value));
        } else {
            positional.add(value);
        }
    }

    private Expr primary() {
        Token token = tokens.advance();
        return switch (token.kind()) {
            case NUMBER -> literal(token);
            case STRING -> strings(token);
            case NAME -> word(token);
            case OPERATOR -> bracketed(token);
            case END -> throw tokens.error("the expression ends where a value is expected", token, null);
        };
    }

    private Expr literal(Token token) {
        return made(new Expr.Literal(Objects.requireNonNull(token.value()), at(token)), List.of());
    }

    /** Neighbouring strings are one, as in Jinja2. */
    private Expr strings(Token first) {
        if (tokens.peek().kind() != Token.Kind.STRING) {
            return literal(first);
        }
        StringBuilder text =
                new StringBuilder(Objects.requireNonNull(first.value()).textValue());
        while (tokens.peek().kind() == Token.Kind.STRING) {
            text.append(Objects.requireNonNull(tokens.advance().value()).textValue());
        }
        return made(new Expr.Literal(TextNode.valueOf(text.toString()), at(first)), List.of());
    }

    private Expr word(Token token) {
        return switch (token.text()) {
            case "true", "True" -> made(new Expr.Literal(BooleanNode.TRUE, at(token)), List.of());
            case "false", "False" -> made(new Expr.Literal(BooleanNode.FALSE, at(token)), List.of());
            case "null", "none", "None" -> made(new Expr.Literal(NullNode.getInstance(), at(token)), List.of());
            default -> {
                if (RESERVED.contains(token.text())) {
                    throw tokens.error("expected a value, found the word '" + token.text() + "'", token, null);
                }
                yield made(new Expr.Name(token.text(), at(token)), List.of());
            }
        };
    }

    private Expr bracketed(Token token) {
        int taken = colonsTaken;
        colonsTaken = 0;
        Expr result = switch (token.text()) {
            case "(" -> parenthesis(token);
            case "[" -> list(token, "]", new ArrayList<>());
            case "{" -> dict(token);
            default ->
                throw tokens.error(
                        "expected a value, found " + TokenCursor.describe(token),
                        token,
                        token.is("%") ? "statement blocks {% %} are not supported, only {{ expressions }}" : null);
        };
        colonsTaken = taken;
        return result;
    }

    private Expr parenthesis(Token open) {
        if (tokens.peek().is(")")) {
            return list(open, ")", new ArrayList<>());
        }
        Expr inner = expression();
        if (tokens.take(",")) {
            return list(open, ")", new ArrayList<>(List.of(inner)));
        }
        tokens.expect(")", "the bracket opened at column " + (open.offset() + 1) + " is not closed");
        return inner;
    }

    private Expr list(Token open, String close, List<Expr> elements) {
        while (!tokens.peek().is(close)) {
            elements.add(expression());
            if (!tokens.take(",")) {
                break;
            }
        }
        tokens.expect(close, "elements are separated by commas");
        return made(new Expr.ListLiteral(elements, at(open)), elements);
    }

    private Expr dict(Token open) {
        List<Expr.Entry> entries = new ArrayList<>();
        List<Expr> parts = new ArrayList<>();
        while (!tokens.peek().is("}")) {
            colonsTaken++;
            Expr key = expression();
            colonsTaken--;
            tokens.expect(":", "an object is written {'key': value}");
            Expr value = expression();
            entries.add(new Expr.Entry(key, value));
            parts.add(key);
            parts.add(value);
            if (!tokens.take(",")) {
                break;
            }
        }
        tokens.expect("}", "entries are separated by commas");
        return made(new Expr.DictLiteral(entries, at(open)), parts);
    }

    // --- depth ---

    private void enter() {
        if (++nesting > Limits.NESTING) {
            throw tokens.error(
                    "the expression is nested deeper than " + Limits.NESTING + " levels", tokens.peek(), null);
        }
    }

    private void leave() {
        nesting--;
    }

    private Expr made(Expr expr, @Nullable Expr... parts) {
        int deepest = 0;
        for (Expr part : parts) {
            deepest = Math.max(deepest, part == null ? 0 : depth(part));
        }
        return measured(expr, deepest);
    }

    private Expr made(Expr expr, List<Expr> parts) {
        return measured(expr, parts.stream().mapToInt(this::depth).max().orElse(0));
    }

    private Expr measured(Expr expr, int deepest) {
        if (deepest >= Limits.DEPTH) {
            throw tokens.error(
                    "the expression has more than " + Limits.DEPTH + " operators in one chain",
                    tokens.peek(),
                    "split it up");
        }
        depths.put(expr, deepest + 1);
        return expr;
    }

    private int depth(Expr expr) {
        return depths.getOrDefault(expr, 0);
    }

    private static Position at(Token token) {
        return new Position(token.offset());
    }
}
