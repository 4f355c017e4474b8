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
    /** Roots whose values may be secret: a trace says how they decided and not what they were. */
    private static final Set<String> CONCEALED =
            Set.of("keystore", "datastore", "kv.get", "kv.get_secret", "pack", "config");

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
        return step(expr).trace();
    }

    /** A traced part, with the truth that a concealed value no longer shows. */
    private record Step(Trace trace, boolean holds) {
        boolean failed() {
            return trace.error() != null;
        }
    }

    private Step step(Expr expr) {
        Outcome outcome = evaluate(expr);
        List<Trace> parts = switch (expr) {
            case Expr.Logical logical -> operands(logical);
            case Expr.Prefix prefix
            when prefix.operator() == Expr.PrefixOperator.NOT -> List.of(trace(prefix.operand()));
            case Expr.Conditional conditional -> branches(conditional);
            default -> List.of();
        };
        String because = parts.isEmpty() ? because(expr) : "";
        JsonNode value = outcome.value();
        JsonNode shown = value != null && !value.isBoolean() && isConcealed(expr) ? Values.text("***") : value;
        return new Step(
                new Trace(Printer.print(expr), shown, because, outcome.error(), true, parts),
                value != null && Values.truth(value));
    }

    private List<Trace> operands(Expr.Logical logical) {
        List<Trace> parts = new ArrayList<>();
        boolean decided = false;
        for (Expr operand : logical.operands()) {
            if (decided) {
                parts.add(skipped(operand));
            } else {
                Step step = step(operand);
                parts.add(step.trace());
                decided = step.failed() || step.holds() != logical.conjunction();
            }
        }
        return parts;
    }

    private List<Trace> branches(Expr.Conditional conditional) {
        Step condition = step(conditional.condition());
        boolean takeThen = condition.holds() && !condition.failed();
        boolean takeOther = !condition.holds() && !condition.failed();
        List<Trace> parts = new ArrayList<>(List.of(condition.trace()));
        parts.add(takeThen ? trace(conditional.then()) : skipped(conditional.then()));
        Expr otherwise = conditional.otherwise();
        if (otherwise != null) {
            parts.add(takeOther ? trace(otherwise) : skipped(otherwise));
        }
        return parts;
    }

    private static boolean isConcealed(Expr expr) {
        return References.roots(expr).stream().anyMatch(CONCEALED::contains);
    }

    private static Trace skipped(Expr expr) {
        return new Trace(Printer.print(expr), null, "", null, false, List.of());
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
        return isConcealed(path) ? name + " is not shown" : name + " was " + Trace.shown(value);
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
