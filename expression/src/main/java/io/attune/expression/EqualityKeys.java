package io.attune.expression;

import io.attune.expression.syntax.Expr;
import io.attune.expression.syntax.References;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the equalities without which an expression cannot hold: those it joins with {@code and} at its top. */
final class EqualityKeys {
    private static final Set<String> ROOTS = Set.of("event", "trigger");

    private EqualityKeys() {}

    static List<EqualityKey> of(Expr expr) {
        List<EqualityKey> keys = new ArrayList<>();
        collect(expr, keys);
        return List.copyOf(keys);
    }

    private static void collect(Expr expr, List<EqualityKey> keys) {
        if (expr instanceof Expr.Logical logical && logical.conjunction()) {
            logical.operands().forEach(operand -> collect(operand, keys));
        }
        if (expr instanceof Expr.Comparison comparison) {
            // Every link of a chain must hold, and each compares two neighbours.
            Expr left = comparison.first();
            for (Expr.Link link : comparison.links()) {
                if (link.operator() == Expr.ComparisonOperator.EQUAL) {
                    key(left, link.right()).ifPresent(keys::add);
                    key(link.right(), left).ifPresent(keys::add);
                }
                left = link.right();
            }
        }
    }

    private static Optional<EqualityKey> key(Expr read, Expr other) {
        return other instanceof Expr.Literal literal
                ? path(read).map(path -> new EqualityKey(path, literal.value()))
                : Optional.empty();
    }

    /** The path from the event on; empty when it may lead through an array. */
    private static Optional<List<String>> path(Expr expr) {
        return References.path(expr)
                .filter(path -> path.size() > 1 && ROOTS.contains(path.getFirst()))
                .filter(path -> path.stream().noneMatch(EqualityKeys::mayBeIndex))
                .map(path -> canonical(path.subList(1, path.size())));
    }

    private static boolean mayBeIndex(String segment) {
        return segment.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '-');
    }

    private static List<String> canonical(List<String> path) {
        if (!path.getFirst().equals("data")) {
            return path;
        }
        List<String> renamed = new ArrayList<>(path);
        renamed.set(0, "payload");
        return renamed;
    }
}
