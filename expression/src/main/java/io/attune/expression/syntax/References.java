package io.attune.expression.syntax;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What an expression reads, as far as its text tells. */
public final class References {
    /** The functions that read what no path names: the key whose ref is their first argument. */
    private static final Set<String> KEY_READS = Set.of("kv.get", "kv.get_secret");

    /** What a path starts with that goes into the result of the task just finished, {@code result().code} (expressions.md §3.3). */
    public static final String RESULT = "result()";

    private References() {}

    /** What all paths start with. */
    public static Set<String> roots(Expr expr) {
        Set<String> roots = new LinkedHashSet<>();
        paths(expr).forEach(path -> roots.add(path.getFirst()));
        return roots;
    }

    /**
     * All paths of literal segments, longest form only: {@code a.b.c} is one path. In the order of the text, without repeats. A read of a
     * key counts as a path from the function to the ref, or as all that the function reaches when the ref is computed.
     */
    public static List<List<String>> paths(Expr expr) {
        Set<List<String>> paths = new LinkedHashSet<>();
        collect(expr, paths);
        return List.copyOf(paths);
    }

    /** The segments of an expression that is nothing but a path of names and literal indexes, from a name or {@link #RESULT}. */
    public static Optional<List<String>> path(Expr expr) {
        List<String> segments = new ArrayList<>();
        Expr at = expr;
        while (true) {
            switch (at) {
                case Expr.Name name -> {
                    segments.add(name.name());
                    return Optional.of(segments.reversed());
                }
                case Expr.Member member -> {
                    segments.add(member.name());
                    at = member.target();
                }
                case Expr.Index(Expr target, Expr.Literal key, Position _) -> {
                    segments.add(key.value().asText());
                    at = target;
                }
                case Expr.Call(String function, var arguments, var _)
                when function.equals("result") && arguments.values().isEmpty() -> {
                    segments.add(RESULT);
                    return Optional.of(segments.reversed());
                }
                default -> {
                    return Optional.empty();
                }
            }
        }
    }

    private static void collect(Expr expr, Set<List<String>> paths) {
        Optional<List<String>> path = path(expr);
        if (path.isPresent()) {
            paths.add(List.copyOf(path.get()));
            return;
        }
        if (expr instanceof Expr.Call(String function, var arguments, var _) && KEY_READS.contains(function)) {
            paths.add(keyRead(function, arguments.positional()));
        }
        parts(expr).forEach(part -> collect(part, paths));
    }

    /** Whether a function is called anywhere in it. */
    public static boolean calls(Expr expr, String function) {
        return (expr instanceof Expr.Call call && call.function().equals(function))
                || parts(expr).stream().anyMatch(part -> calls(part, function));
    }

    private static List<String> keyRead(String function, List<Expr> arguments) {
        return !arguments.isEmpty() && arguments.getFirst() instanceof Expr.Literal ref
                ? List.of(function, ref.value().asText())
                : List.of(function);
    }

    /** The direct parts of a tree in the order of the text. */
    public static List<Expr> parts(Expr expr) {
        return switch (expr) {
            case Expr.Literal _, Expr.Name _ -> List.of();
            case Expr.Member member -> List.of(member.target());
            case Expr.Index index -> List.of(index.target(), index.index());
            case Expr.Slice slice ->
                Stream.of(slice.target(), slice.start(), slice.end(), slice.step())
                        .flatMap(Stream::ofNullable)
                        .toList();
            case Expr.Call call -> call.arguments().values();
            case Expr.Filter filter ->
                Stream.concat(Stream.of(filter.input()), filter.arguments().values().stream())
                        .toList();
            case Expr.Test test ->
                Stream.concat(Stream.of(test.operand()), test.arguments().stream())
                        .toList();
            case Expr.Prefix prefix -> List.of(prefix.operand());
            case Expr.Arithmetic arithmetic -> List.of(arithmetic.left(), arithmetic.right());
            case Expr.Logical logical -> logical.operands();
            case Expr.Comparison comparison ->
                Stream.concat(
                                Stream.of(comparison.first()),
                                comparison.links().stream().map(Expr.Link::right))
                        .toList();
            case Expr.Conditional conditional ->
                Stream.of(conditional.condition(), conditional.then(), conditional.otherwise())
                        .flatMap(Stream::ofNullable)
                        .toList();
            case Expr.ListLiteral list -> list.elements();
            case Expr.DictLiteral dict ->
                dict.entries().stream()
                        .flatMap(entry -> Stream.of(entry.key(), entry.value()))
                        .toList();
        };
    }
}
