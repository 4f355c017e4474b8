package io.attune.engine.workflow.graph;

import io.attune.expression.Expression;
import io.attune.expression.syntax.References;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a text may ask for, so that only that is loaded: results are kept with the children, not in the state of the workflow, and its
 * variables apart from the rest of it.
 *
 * @param all whether a name is computed, or the tasks are taken as a whole
 * @param names first names of paths, among which may be tasks; and the members of {@code task}
 * @param variables whether a path may lead to a variable
 */
public record Reads(boolean all, Set<String> names, boolean variables) {
    public static final Reads NOTHING = new Reads(false, Set.of(), false);

    /** No variable is found under these names. */
    private static final Set<String> NO_VARIABLES = Set.of(
            "parameters", "task", "tasks", "config", "pack", "keystore", "datastore", "system", References.RESULT);

    public Reads {
        names = Set.copyOf(names);
    }

    static Reads of(Collection<Expression> expressions) {
        boolean all = false;
        boolean variables = false;
        Set<String> names = new HashSet<>();
        for (Expression expression : expressions) {
            for (List<String> path : expression.references()) {
                boolean root = path.getFirst().equals("task") || path.getFirst().equals("tasks");
                all |= root && path.size() == 1;
                variables |= !NO_VARIABLES.contains(path.getFirst());
                names.add(root && path.size() > 1 ? path.get(1) : path.getFirst());
            }
        }
        return new Reads(all, names, variables);
    }

    public boolean includes(String task) {
        return all || names.contains(task);
    }
}
