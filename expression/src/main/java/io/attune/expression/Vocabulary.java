package io.attune.expression;

import io.attune.expression.syntax.Expr;
import io.attune.expression.syntax.References;
import io.attune.model.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What texts of one kind can start from, to find slips when a text is saved and not when it is evaluated (expressions.md §7). Members of
 * the names are not looked at, except of those in {@code members}; a name under {@code is defined} or {@code default} may be missing,
 * since that is what these ask for.
 *
 * @param names the roots (expressions.md §3)
 * @param functions those of {@link Scope#PROVIDED_FUNCTIONS} that exist there
 * @param home where most fields are that people write without a root, such as {@code trigger.payload}; null for none
 * @param members all that can be found in a name, such as the tasks in {@code task}, for names of which that is known
 */
public record Vocabulary(
        Set<String> names, Set<String> functions, @Nullable String home, Map<String, Set<String>> members) {
    /** Conditions and parameters of rules (expressions.md §3.1, §3.2). */
    public static final Vocabulary RULES = new Vocabulary(
            Set.of("event", "trigger", "pack", "system", "keystore", "datastore"),
            Set.of("now", "uuid", "kv.get", "kv.get_secret"),
            "trigger.payload",
            Map.of());

    private static final Set<String> ASKING_TESTS = Set.of("defined", "undefined");
    private static final Set<String> ASKING_FILTERS = Set.of("default", "d");

    public Vocabulary {
        names = Set.copyOf(names);
        functions = Set.copyOf(functions);
        members = Map.copyOf(members);
    }

    /** What an expression starts from and this does not have, in the order of the text; empty when all is well. */
    List<ExpressionSyntaxException> unknown(Expression expression) {
        List<ExpressionSyntaxException> problems = new ArrayList<>();
        collect(expression.tree(), expression.source(), problems);
        return problems;
    }

    private void collect(Expr expr, String source, List<ExpressionSyntaxException> problems) {
        switch (expr) {
            case Expr.Name(String name, var at) -> {
                if (!names.contains(name)) {
                    problems.add(problem("unknown name '" + name + "'", at.offset(), hint(name), source));
                }
                return;
            }
            case Expr.Member(Expr.Name(String root, var _), String name, var at)
            when members.containsKey(root) && !membersOf(root).contains(name) -> {
                problems.add(problem(
                        "there is no '" + name + "' in '" + root + "'",
                        at.offset(),
                        Spelling.nearest(name, membersOf(root))
                                .map(near -> "did you mean '" + root + "." + near + "'?")
                                .orElse(null),
                        source));
                return;
            }
            case Expr.Call(String function, var _, var at) -> {
                if (Scope.PROVIDED_FUNCTIONS.contains(function) && !functions.contains(function)) {
                    problems.add(problem(function + "() is not available here", at.offset(), null, source));
                }
            }
            case Expr.Test(Expr operand, String test, var _, var _, var _)
            when ASKING_TESTS.contains(test) && isPath(operand) -> {
                return;
            }
            case Expr.Filter(Expr input, String filter, var arguments, var _)
            when ASKING_FILTERS.contains(filter) && isPath(input) -> {
                arguments.values().forEach(argument -> collect(argument, source, problems));
                return;
            }
            default -> {}
        }
        References.parts(expr).forEach(part -> collect(part, source, problems));
    }

    private Set<String> membersOf(String root) {
        return members.getOrDefault(root, Set.of());
    }

    private static boolean isPath(Expr expr) {
        return References.path(expr)
                .filter(path -> !path.getFirst().equals(References.RESULT))
                .isPresent();
    }

    private String hint(String name) {
        if (home != null && home.endsWith("." + name)) {
            return "did you mean '" + home + "'?";
        }
        return Spelling.nearest(name, names)
                .map(near -> "did you mean '" + near + "'?")
                .orElseGet(() -> home == null
                        ? "known are "
                                + String.join(", ", names.stream().sorted().toList())
                        : "did you mean '" + home + "." + name + "', or the text '" + name + "' in quotes?");
    }

    private static ExpressionSyntaxException problem(
            String message, int position, @Nullable String hint, String source) {
        return new ExpressionSyntaxException(message, position, hint, source, "");
    }
}
