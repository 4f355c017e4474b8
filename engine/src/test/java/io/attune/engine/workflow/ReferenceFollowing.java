package io.attune.engine.workflow;

import static io.attune.engine.workflow.Outcome.FAILED;
import static io.attune.engine.workflow.Outcome.SUCCEEDED;
import static io.attune.engine.workflow.Outcome.TIMED_OUT;

import io.attune.engine.workflow.ReferenceInterpreter.Setting;
import io.attune.engine.workflow.ReferenceTask.Doing;
import io.attune.engine.workflow.SimulatedWorkflow.Edge;
import io.attune.engine.workflow.SimulatedWorkflow.Node;
import io.attune.engine.workflow.SimulatedWorkflow.Publish;
import io.attune.engine.workflow.SimulatedWorkflow.When;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What follows the end of a task (workflows.md §5, §6.3, §6.4), as {@link ReferenceInterpreter} tells it. */
final class ReferenceFollowing {
    private final ReferenceInterpreter run;
    private final Node node;
    private final ReferenceTask task;

    ReferenceFollowing(ReferenceInterpreter run, String task) {
        this.run = run;
        this.node = run.node(task);
        this.task = run.task(task);
    }

    void follow() {
        Optional<Node> whole = run.workflow.wholeOf(node.name());
        if (whole.isPresent()) {
            partOver(run.task(whole.get().name()), whole.get().name());
            return;
        }
        boolean good = task.good;
        int start = task.starts;
        if (good) {
            countAtJoins();
        }
        Set<String> targets = new LinkedHashSet<>();
        for (Edge edge : node.edges()) {
            if (fires(edge.when())) {
                publish(edge);
                targets.addAll(edge.targets());
            }
        }
        boolean led = false;
        for (String target : targets) {
            if (run.node(target).join() == null) {
                led |= lead(target);
            } else {
                wantJoin(good, target);
            }
        }
        led |= startJoins();
        if (led && !good) {
            task.good |= task.starts == start;
            countAtJoins();
            startJoins();
        }
        if (task.doing == Doing.OVER && !task.owed.isEmpty()) {
            ReferenceTask.Lead lead = task.owed.removeFirst();
            run.begin(node.name(), Map.of(lead.by(), lead.at()));
        } else if (task.doing == Doing.OVER) {
            startJoin(node.name());
        }
    }

    private void partOver(ReferenceTask whole, String name) {
        if (task.outcome != SUCCEEDED) {
            whole.bad.add(task.outcome);
        }
        whole.openParts.remove(node.name());
        if (whole.openParts.isEmpty()) {
            run.over(name, ReferenceInterpreter.worst(whole.bad), null);
        }
    }

    private boolean fires(When when) {
        Outcome outcome = task.outcome;
        boolean asked = node.edges().stream().anyMatch(edge -> edge.when() == When.TIMED_OUT);
        boolean failed = outcome == FAILED || (outcome == TIMED_OUT && !asked);
        return switch (when) {
            case ALWAYS -> true;
            case SUCCEEDED, BROKEN -> outcome == SUCCEEDED;
            case FAILED -> failed;
            case TIMED_OUT -> outcome == TIMED_OUT;
            case COUNTED -> !failed && run.counter() < 4;
        };
    }

    private void publish(Edge edge) {
        for (Publish publish : edge.publish()) {
            switch (publish) {
                case NOTHING -> {}
                case COUNT -> set("counter", run.counter() + 1);
                case AUTHOR -> set("author", node.name());
                case NUMBER -> {
                    if (task.number == null) {
                        return;
                    }
                    set("number", task.number);
                }
                case OF_FIRST -> {
                    Integer first =
                            run.task(run.workflow.nodes().getFirst().name()).latestNumber();
                    if (first == null) {
                        return;
                    }
                    set("first", first);
                }
            }
        }
    }

    private void set(String name, Object value) {
        run.settings.add(new Setting(name, value, node.name(), ++run.clock));
        run.variables.put(name, value);
    }

    private boolean lead(String to) {
        String from = node.name();
        ReferenceTask target = run.task(to);
        boolean again = target.forThisStart.containsKey(from);
        if (target.doing == Doing.NOTHING_YET
                || (target.doing == Doing.OVER
                        && (again || run.workflow.reached(to).contains(from)))) {
            run.begin(to, Map.of(from, run.clock));
            return true;
        }
        if (target.doing != Doing.OVER && again) {
            target.owed.add(new ReferenceTask.Lead(from, run.clock));
            return true;
        }
        target.forThisStart.putIfAbsent(from, run.clock);
        return false;
    }

    private void countAtJoins() {
        for (String target : node.targets()) {
            if (run.node(target).join() != null) {
                ReferenceTask join = run.task(target);
                (isForNext(target) ? join.forNextStart : join.forThisStart).putIfAbsent(node.name(), run.clock);
            }
        }
    }

    private boolean isForNext(String to) {
        String from = node.name();
        ReferenceTask target = run.task(to);
        return switch (target.doing) {
            case NOTHING_YET -> false;
            case OVER ->
                target.forThisStart.containsKey(from)
                        || run.workflow.reached(to).contains(from);
            default -> target.forThisStart.containsKey(from);
        };
    }

    private void wantJoin(boolean counted, String to) {
        ReferenceTask join = run.task(to);
        if (join.doing == Doing.NOTHING_YET || (counted ? join.forNextStart.containsKey(node.name()) : isForNext(to))) {
            join.joinWanted.put(node.name(), run.clock);
        }
    }

    private boolean startJoins() {
        boolean started = false;
        for (String target : node.targets()) {
            started |= startJoin(target);
        }
        return started;
    }

    private boolean startJoin(String name) {
        ReferenceTask join = run.task(name);
        Integer needed = run.node(name).join();
        boolean first = join.doing == Doing.NOTHING_YET;
        if (needed == null || !join.isWanted() || (!first && join.doing != Doing.OVER)) {
            return false;
        }
        Map<String, Integer> there = Map.copyOf(first ? join.forThisStart : join.forNextStart);
        if (there.size() < needed) {
            return false;
        }
        run.begin(name, there);
        return true;
    }
}
