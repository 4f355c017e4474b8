package io.attune.engine.workflow;

import static io.attune.engine.workflow.Outcome.FAILED;
import static io.attune.engine.workflow.Outcome.SUCCEEDED;

import io.attune.engine.workflow.ReferenceInterpreter.Setting;
import io.attune.engine.workflow.ReferenceTask.Doing;
import io.attune.engine.workflow.SimulatedWorkflow.Node;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a rerun begins with (workflows.md §12): the tasks that are done again, and all that followed them, are as if they had not begun then,
 * and what they have done since is taken back; everything else stands. It is told from the history that {@link ReferenceInterpreter} keeps.
 */
final class ReferenceRerun {
    private final ReferenceInterpreter before;

    /** By the task that is done again, those that are undone with it. */
    private final Map<String, Set<String>> undone = new LinkedHashMap<>();

    /** @param from a task; null for those that failed */
    private ReferenceRerun(ReferenceInterpreter before, @Nullable String from) {
        this.before = before;
        Map<String, Set<String>> all = new LinkedHashMap<>();
        for (Node node : before.workflow.nodes()) {
            boolean named = node.withParts().anyMatch(each -> each.name().equals(from));
            boolean left = node.withParts().anyMatch(this::isUnderWay);
            if (left || (from == null ? hasFailed(node.name()) : named)) {
                all.put(node.name(), undoneWith(node.name()));
            }
        }
        all.forEach((origin, with) -> {
            boolean followsAnother = all.entrySet().stream()
                    .anyMatch(other -> other.getValue().contains(origin) && !with.contains(other.getKey()));
            if (!followsAnother) {
                undone.put(origin, with);
            }
        });
    }

    static ReferenceInterpreter of(ReferenceInterpreter before, @Nullable String from, boolean otherParameters) {
        return new ReferenceRerun(before, from).begin(otherParameters);
    }

    private ReferenceInterpreter begin(boolean otherParameters) {
        var rerun = new ReferenceInterpreter(before.workflow, before.mostStarts);
        rerun.clock = before.clock;
        before.tasks.forEach((name, task) -> rerun.tasks.put(name, carried(name, task)));
        for (Setting setting : before.settings) {
            if (stands(setting.by(), setting.at())) {
                rerun.settings.add(setting);
                rerun.variables.put(setting.name(), setting.value());
            }
        }
        rerun.first.clear();
        for (String root : undone.keySet()) {
            rerun.first.add(root);
            if (!otherParameters) {
                rerun.task(root).keptItems.addAll(itemsThatSucceeded(root));
            }
        }
        for (Node node : before.workflow.nodes()) {
            if (before.unfollowed.contains(node.name()) && rerun.task(node.name()).doing == Doing.OVER) {
                rerun.unfollowed.add(node.name());
            }
        }
        rerun.tasks.forEach((name, task) -> {
            if (task.hadChildren) {
                rerun.kept.add(name + "#" + task.starts);
            }
        });
        return rerun;
    }

    /** Whether a run that was given up left it so; parallel tasks are what their parts are. */
    private boolean isUnderWay(Node node) {
        Doing doing = before.task(node.name()).doing;
        return switch (doing) {
            case NOTHING_YET, OVER -> false;
            case WAITING_FOR_RESUME, WAITING_FOR_DELAY -> true;
            case RUNNING -> node.parts().isEmpty();
        };
    }

    /** A run that was stopped left its parallel tasks as they were. */
    private boolean hasFailed(String name) {
        ReferenceTask task = before.task(name);
        return task.doing == Doing.RUNNING || (task.doing == Doing.OVER && task.outcome != SUCCEEDED);
    }

    /** The task, and whatever it leads to that began later, or never; parts go with the whole. */
    private Set<String> undoneWith(String origin) {
        Set<String> reached = before.workflow.reached(origin);
        Set<String> with = new HashSet<>();
        for (Node node : before.workflow.nodes()) {
            ReferenceTask task = before.task(node.name());
            boolean later = task.doing == Doing.NOTHING_YET || task.startedAt > before.task(origin).startedAt;
            if (node.name().equals(origin) || (reached.contains(node.name()) && later)) {
                node.withParts().forEach(each -> with.add(each.name()));
            }
        }
        return with;
    }

    /** Whether what a task did then is not taken back. */
    private boolean stands(String by, int at) {
        return undone.entrySet().stream()
                .noneMatch(root -> root.getValue().contains(by) && at >= before.task(root.getKey()).startedAt);
    }

    /** Of a task with items that did not succeed as a whole, or was left under way. */
    private Set<Integer> itemsThatSucceeded(String name) {
        Integer items = before.node(name).items();
        Set<Integer> others = new HashSet<>(before.task(name).badItems);
        others.addAll(before.task(name).open.keySet());
        Set<Integer> good = new HashSet<>();
        for (int item = 0; items != null && !others.isEmpty() && item < items; item++) {
            if (!others.contains(item)) {
                good.add(item);
            }
        }
        return good;
    }

    private ReferenceTask carried(String name, ReferenceTask task) {
        var carried = new ReferenceTask();
        carried.forThisStart.putAll(standing(task.forThisStart));
        carried.forNextStart.putAll(standing(task.forNextStart));
        carried.joinWanted.putAll(standing(task.joinWanted));
        task.owed.stream().filter(lead -> stands(lead.by(), lead.at())).forEach(carried.owed::add);
        carried.starts = task.starts;
        if (stands(name, task.pastStartedAt)) {
            carried.pastStartedAt = task.pastStartedAt;
            carried.pastNumber = task.pastNumber;
        }
        if (undone.values().stream().anyMatch(with -> with.contains(name))) {
            carried.starts -= task.doing == Doing.NOTHING_YET ? 0 : 1;
        } else {
            boolean open = task.doing == Doing.RUNNING;
            carried.startedAt = task.startedAt;
            carried.doing = open ? Doing.OVER : task.doing;
            carried.outcome = open ? FAILED : task.outcome;
            carried.good = task.good && !open;
            carried.number = open ? null : task.number;
            carried.hadChildren = task.hadChildren;
            carried.badItems.addAll(task.badItems);
        }
        if (undone.containsKey(name) && task.startedAt > 0) {
            // Who wanted the start after this one still does.
            carried.joinWanted.replaceAll((_, at) -> at >= task.startedAt ? ReferenceTask.AFTER_THE_FIRST : at);
        }
        return carried;
    }

    private Map<String, Integer> standing(Map<String, Integer> leads) {
        Map<String, Integer> standing = new HashMap<>(leads);
        standing.entrySet().removeIf(lead -> !stands(lead.getKey(), lead.getValue()));
        return standing;
    }
}
