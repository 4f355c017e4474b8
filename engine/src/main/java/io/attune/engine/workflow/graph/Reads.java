package io.attune.engine.workflow.graph;

import io.attune.expression.Expression;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which tasks' results a text may ask for, so that only those are loaded: results are kept with the children, not in the state of the
 * workflow.
 *
 * @param all whether a name is computed, or the tasks are taken as a whole
 * @param names first names of paths, among which may be tasks; and the members of {@code task}
 */
public record Reads(boolean all, Set<String> names) {
    public static final Reads NOTHING = new Reads(false, Set.of());

    public Reads {
        names = Set.copyOf(names);
    }

    static Reads of(Collection<Expression> expressions) {
        boolean all = false;
        Set<String> names = new HashSet<>();
        for (Expression expression : expressions) {
            for (List<String> path : expression.references()) {
                boolean root = path.getFirst().equals("task") || path.getFirst().equals("tasks");
                all |= root && path.size() == 1;
                names.add(root && path.size() > 1 ? path.get(1) : path.getFirst());
            }
        }
        return new Reads(all, names);
    }

    public boolean includes(String task) {
        return all || names.contains(task);
    }
}
