package io.attune.expression.trace;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.expression.ExpressionException;
import io.attune.expression.Mode;
import io.attune.expression.Scope;
import io.attune.expression.Trace;
import io.attune.expression.compile.Compiler;
import io.attune.expression.compile.Evaluation;
import io.attune.expression.function.ValueError;
import io.attune.expression.function.Values;
import io.attune.expression.syntax.Expr;
import io.attune.expression.syntax.Printer;
import io.attune.expression.syntax.References;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates an expression part by part and keeps what each part gave. The result of the whole comes from the same nodes that rules are
 * matched with, so a trace cannot disagree with the match.
 */
public final class Tracer {
    private final String source;
    private final Scope scope;
    private final Mode mode;

    private Tracer(String source, Scope scope, Mode mode) {
        this.source = source;
        this.scope = scope;
        this.mode = mode;
    }

    public static Trace trace(Expr expr, String source, Scope scope, Mode mode) {
        return new Tracer(source, scope, mode).trace(expr);
    }

    private Trace trace(Expr expr) {
        Outcome outcome = evaluate(expr);
        return switch (expr) {
            case Expr.Logical logical -> made(expr, outcome, "", operands(logical));
            case Expr.Prefix prefix
            when prefix.operator() == Expr.PrefixOperator.NOT ->
                made(expr, outcome, "", List.of(trace(prefix.operand())));
            case Expr.Conditional conditional -> made(expr, outcome, "", branches(conditional));
            default -> made(expr, outcome, because(expr), List.of());
        };
    }

    private List<Trace> operands(Expr.Logical logical) {
        List<Trace> parts = new ArrayList<>();
        boolean decided = false;
        for (Expr operand : logical.operands()) {
            Trace part = decided ? skipped(operand) : trace(operand);
            parts.add(part);
            decided |= part.error() != null || truth(part) != logical.conjunction();
        }
        return parts;
    }

    private List<Trace> branches(Expr.Conditional conditional) {
        List<Trace> parts = new ArrayList<>(List.of(trace(conditional.condition())));
        boolean failed = parts.getFirst().error() != null;
        boolean holds = truth(parts.getFirst());
        parts.add(holds && !failed ? trace(conditional.then()) : skipped(conditional.then()));
        Expr otherwise = conditional.otherwise();
        if (otherwise != null) {
            parts.add(holds || failed ? skipped(otherwise) : trace(otherwise));
        }
        return parts;
    }

    private static boolean truth(Trace part) {
        return part.value() != null && Values.truth(part.value());
    }

    private static Trace skipped(Expr expr) {
        return new Trace(Printer.print(expr), null, "", null, false, List.of());
    }

    private static Trace made(Expr expr, Outcome outcome, String because, List<Trace> parts) {
        return new Trace(Printer.print(expr), outcome.value(), because, outcome.error(), true, parts);
    }

    /** What the names of a part held; a part that is only a name says it by its own value. */
    private String because(Expr expr) {
        if (References.path(expr).isPresent()) {
            return "";
        }
        Set<Expr> shown = new LinkedHashSet<>();
        collectPaths(expr, shown);
        return shown.stream().map(this::held).collect(Collectors.joining(", "));
    }

    private static void collectPaths(Expr expr, Set<Expr> paths) {
        if (References.path(expr).isPresent()) {
            paths.add(expr);
        } else {
            References.parts(expr).forEach(part -> collectPaths(part, paths));
        }
    }

    private String held(Expr path) {
        Outcome outcome = evaluate(path);
        String name = Printer.print(path);
        JsonNode value = outcome.value();
        if (value == null) {
            return name + " is undefined";
        }
        return name + " was " + Trace.shown(value);
    }

    private Outcome evaluate(Expr expr) {
        try {
            JsonNode value = Compiler.compile(expr, source).value(new Evaluation(scope, mode));
            return new Outcome(Values.isUndefined(value) ? null : value, null);
        } catch (ExpressionException failure) {
            return new Outcome(null, failure.explanation());
        } catch (ValueError exhausted) {
            return new Outcome(null, exhausted.message());
        }
    }

    private record Outcome(
            @Nullable JsonNode value, @Nullable String error) {}
}
