package io.attune.engine.workflow;

import static io.attune.engine.workflow.Outcome.FAILED;
import static io.attune.engine.workflow.Outcome.SUCCEEDED;
import static io.attune.engine.workflow.Outcome.TIMED_OUT;

import io.attune.engine.workflow.ReferenceTask.Doing;
import io.attune.engine.workflow.SimulatedWorkflow.Edge;
import io.attune.engine.workflow.SimulatedWorkflow.Node;
import io.attune.engine.workflow.SimulatedWorkflow.Publish;
import io.attune.engine.workflow.SimulatedWorkflow.When;
import io.attune.model.execution.ExecutionStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a workflow must do, told as plainly as possible: mutable, in memory, without templates, commands or a stored form. It shares nothing
 * with the decider but the names of children, and was written from workflows.md, not from the decider.
 */
final class ReferenceInterpreter {
    /** A variable was set. */
    record Setting(String name, Object value, String by, int at) {}

    final SimulatedWorkflow workflow;
    final int mostStarts;
    final Map<String, ReferenceTask> tasks = new HashMap<>();
    private final List<String> overNow = new ArrayList<>();
    final List<Setting> settings = new ArrayList<>();

    /** Tasks that ended when nothing followed any more. */
    final Set<String> unfollowed = new TreeSet<>();

    /** What a rerun begins with. */
    final List<String> first = new ArrayList<>();

    /** The tasks of earlier runs whose results count, as {@code task#start}. */
    final Set<String> kept = new HashSet<>();

    /** All children there ever were. */
    final Set<ChildKey> created = new HashSet<>();

    /** Those that were allowed to run. */
    final Set<ChildKey> allowed = new HashSet<>();

    final Map<String, Object> variables = new TreeMap<>(Map.of("counter", 0));
    int clock;
    private boolean started;
    private boolean paused;
    private @Nullable ExecutionStatus stopping;

    @Nullable
    ExecutionStatus ended;

    ReferenceInterpreter(SimulatedWorkflow workflow, int mostStarts) {
        this.workflow = workflow;
        this.mostStarts = mostStarts;
        List<String> targeted = workflow.nodes().stream()
                .flatMap(node -> targets(node).stream())
                .toList();
        workflow.nodes().stream()
                .map(Node::name)
                .filter(name -> !targeted.contains(name))
                .forEach(first::add);
        if (first.isEmpty()) {
            first.add(workflow.nodes().getFirst().name());
        }
    }

    void start() {
        if (started) {
            return;
        }
        started = true;
        for (String name : first) {
            begin(name);
            ReferenceTask task = task(name);
            task.joinWanted.replaceAll((_, at) -> at == ReferenceTask.AFTER_THE_FIRST ? task.startedAt : at);
        }
        overNow.addAll(unfollowed);
        unfollowed.clear();
        settle();
    }

    /** The items of a task that a rerun does not run. */
    Set<Integer> keptItems(String name) {
        return task(name).keptItems;
    }

    int counter() {
        return (Integer) Objects.requireNonNull(variables.get("counter"));
    }

    /** Of a workflow that completed. */
    Map<String, Object> result() {
        Map<String, Object> result = new HashMap<>(Map.of("n", counter(), "succeeded", true));
        for (Node node : workflow.nodes()) {
            ReferenceTask task = task(node.name());
            if (task.doing == Doing.OVER && task.number != null) {
                result.put(node.name(), task.number);
            }
        }
        return result;
    }

    /** @param number in its result */
    void childOver(ChildKey child, ExecutionStatus status, boolean timedOut, @Nullable Integer number) {
        ReferenceTask task = task(child.task());
        int item = child.item() == null ? -1 : child.item();
        boolean current = task.doing == Doing.RUNNING
                && task.starts == child.iteration()
                && Objects.equals(task.open.get(item), child.attempt());
        if (ended != null || !current) {
            return;
        }
        Node node = node(child.task());
        Outcome outcome = switch (status) {
            case COMPLETED -> SUCCEEDED;
            case TIMEOUT -> TIMED_OUT;
            case FAILED -> timedOut ? TIMED_OUT : FAILED;
            default -> FAILED;
        };
        boolean retryable = status == ExecutionStatus.FAILED || status == ExecutionStatus.TIMEOUT;
        if (stopping == null && retryable && child.attempt() < node.retries()) {
            task.open.put(item, child.attempt() + 1);
            task.retryDelayed.add(item);
            created.add(new ChildKey(child.task(), child.iteration(), child.item(), child.attempt() + 1));
            return;
        }
        task.open.remove(item);
        task.going.remove(item);
        task.retryDelayed.remove(item);
        task.retryDue.remove(item);
        if (outcome != SUCCEEDED) {
            task.bad.add(outcome);
            task.badItems.add(item);
        }
        if (task.open.isEmpty()) {
            over(child.task(), worst(task.bad), node.items() == null ? number : null);
        } else if (stopping == null && !paused) {
            letGo(node, task);
        }
        settle();
    }

    void timerRang(Timer timer) {
        if (ended != null || stopping != null) {
            return;
        }
        switch (timer) {
            case Timer.Delay(String name, int iteration) -> {
                ReferenceTask task = task(name);
                if (task.doing == Doing.WAITING_FOR_DELAY && task.starts == iteration) {
                    task.delayOver = true;
                    if (!paused) {
                        go(node(name));
                    }
                }
            }
            case Timer.Retry(ChildKey child) -> {
                ReferenceTask task = task(child.task());
                int item = child.item() == null ? -1 : child.item();
                if (task.starts == child.iteration()
                        && Objects.equals(task.open.get(item), child.attempt())
                        && task.retryDelayed.remove(item)) {
                    if (paused) {
                        task.retryDue.add(item);
                    } else {
                        allowed.add(child);
                    }
                }
            }
            case Timer.Deadline _ -> stop(ExecutionStatus.TIMEOUT);
        }
        settle();
    }

    void pause() {
        paused |= ended == null && stopping == null;
    }

    void resume() {
        if (ended != null || stopping != null || !paused) {
            return;
        }
        paused = false;
        for (Node top : workflow.nodes()) {
            resume(top);
            top.parts().forEach(this::resume);
        }
        settle();
    }

    private void resume(Node node) {
        ReferenceTask task = task(node.name());
        if (task.doing == Doing.WAITING_FOR_RESUME) {
            delayOrGo(node);
        } else if (task.doing == Doing.WAITING_FOR_DELAY && task.delayOver) {
            go(node);
        } else if (task.doing == Doing.RUNNING && node.parts().isEmpty()) {
            task.retryDue.forEach(item -> allowed.add(key(node, task, item)));
            task.retryDue.clear();
            letGo(node, task);
        }
    }

    void cancel() {
        if (ended == null && stopping == null) {
            stop(ExecutionStatus.CANCELLED);
            settle();
        }
    }

    /** Nothing starts or follows any more; what has not begun by now never will. */
    private void stop(ExecutionStatus as) {
        stopping = as;
        paused = false;
        tasks.forEach((name, task) -> {
            if (task.doing == Doing.WAITING_FOR_RESUME || task.doing == Doing.WAITING_FOR_DELAY) {
                over(name, FAILED, null);
            }
        });
    }

    /** @param led who led to it, and when */
    private void begin(String name, Map<String, Integer> led) {
        if (stopping == null) {
            ReferenceTask task = task(name);
            task.forThisStart.clear();
            task.forThisStart.putAll(led);
            task.forNextStart.clear();
            begin(name);
        }
    }

    private void begin(String name) {
        if (stopping != null) {
            return;
        }
        ReferenceTask task = task(name);
        task.starts++;
        task.startedAt = ++clock;
        task.bad.clear();
        task.badItems.clear();
        task.hadChildren = false;
        if (task.starts > mostStarts) {
            over(name, FAILED, null);
            stop(ExecutionStatus.FAILED);
            return;
        }
        task.doing = Doing.WAITING_FOR_RESUME;
        task.delayOver = false;
        if (!paused) {
            delayOrGo(node(name));
        }
    }

    private void delayOrGo(Node node) {
        if (node.delayed()) {
            task(node.name()).doing = Doing.WAITING_FOR_DELAY;
        } else {
            go(node);
        }
    }

    private void go(Node node) {
        ReferenceTask task = task(node.name());
        if (node.skipped()) {
            over(node.name(), SUCCEEDED, null);
        } else if (!node.parts().isEmpty()) {
            task.doing = Doing.RUNNING;
            node.parts().forEach(part -> task.openParts.add(part.name()));
            node.parts().forEach(part -> begin(part.name(), Map.of()));
        } else if (node.refused()) {
            over(node.name(), FAILED, null);
        } else if (node.items() == null) {
            task.doing = Doing.RUNNING;
            task.hadChildren = true;
            task.open.put(-1, 0);
            task.going.add(-1);
            created.add(key(node, task, -1));
            allowed.add(key(node, task, -1));
        } else if (node.items() == 0) {
            task.hadChildren = true;
            over(node.name(), SUCCEEDED, null);
        } else {
            task.doing = Doing.RUNNING;
            task.hadChildren = true;
            for (int item = 0; item < node.items(); item++) {
                if (!task.keptItems.contains(item)) {
                    task.open.put(item, 0);
                    created.add(key(node, task, item));
                }
            }
            task.keptItems.clear();
            letGo(node, task);
        }
    }

    private void letGo(Node node, ReferenceTask task) {
        for (int item : task.open.keySet()) {
            if (task.going.size() < node.concurrency() && task.going.add(item)) {
                allowed.add(key(node, task, item));
            }
        }
    }

    private static ChildKey key(Node node, ReferenceTask task, int item) {
        return new ChildKey(
                node.name(), task.starts, item < 0 ? null : item, Objects.requireNonNull(task.open.get(item)));
    }

    private void over(String name, Outcome outcome, @Nullable Integer number) {
        ReferenceTask task = task(name);
        task.doing = Doing.OVER;
        task.outcome = outcome;
        task.good = outcome == SUCCEEDED;
        task.number = number;
        overNow.add(name);
    }

    private static Outcome worst(List<Outcome> bad) {
        if (bad.contains(FAILED)) {
            return FAILED;
        }
        return bad.isEmpty() ? SUCCEEDED : TIMED_OUT;
    }

    private void settle() {
        if (!started) {
            return;
        }
        while (stopping == null && !overNow.isEmpty()) {
            follow(overNow.removeFirst());
        }
        unfollowed.addAll(overNow);
        overNow.clear();
        if (ended != null) {
            return;
        }
        boolean childrenLeft = tasks.values().stream().anyMatch(task -> !task.open.isEmpty());
        if (stopping != null) {
            ended = childrenLeft ? null : stopping;
            return;
        }
        boolean busy =
                tasks.values().stream().anyMatch(task -> task.doing != Doing.NOTHING_YET && task.doing != Doing.OVER);
        if (!busy) {
            boolean well = workflow.nodes().stream()
                    .map(node -> task(node.name()))
                    .allMatch(task -> (task.doing == Doing.NOTHING_YET || task.good) && !task.isWanted());
            ended = well ? ExecutionStatus.COMPLETED : ExecutionStatus.FAILED;
        }
    }

    private void follow(String name) {
        ReferenceTask task = task(name);
        for (Node parallel : workflow.nodes()) {
            if (parallel.parts().stream().anyMatch(part -> part.name().equals(name))) {
                ReferenceTask whole = task(parallel.name());
                if (task.outcome != SUCCEEDED) {
                    whole.bad.add(task.outcome);
                }
                whole.openParts.remove(name);
                if (whole.openParts.isEmpty()) {
                    over(parallel.name(), worst(whole.bad), null);
                }
                return;
            }
        }
        Node node = node(name);
        boolean good = task.good;
        int start = task.starts;
        if (good) {
            countAtJoins(node);
        }
        Set<String> targets = new LinkedHashSet<>();
        for (Edge edge : node.edges()) {
            if (fires(node, edge.when(), task.outcome)) {
                publish(node, task, edge);
                targets.addAll(edge.targets());
            }
        }
        boolean led = false;
        for (String target : targets) {
            if (node(target).join() == null) {
                led |= lead(name, target);
            } else {
                wantJoin(name, good, target);
            }
        }
        led |= startJoins(node);
        if (led && !good) {
            task.good |= task.starts == start;
            countAtJoins(node);
            startJoins(node);
        }
        if (task.doing == Doing.OVER && !task.owed.isEmpty()) {
            ReferenceTask.Lead lead = task.owed.removeFirst();
            begin(name, Map.of(lead.by(), lead.at()));
        } else if (task.doing == Doing.OVER) {
            startJoin(name);
        }
    }

    private boolean fires(Node node, When when, Outcome outcome) {
        boolean asked = node.edges().stream().anyMatch(edge -> edge.when() == When.TIMED_OUT);
        boolean failed = outcome == FAILED || (outcome == TIMED_OUT && !asked);
        return switch (when) {
            case ALWAYS -> true;
            case SUCCEEDED, BROKEN -> outcome == SUCCEEDED;
            case FAILED -> failed;
            case TIMED_OUT -> outcome == TIMED_OUT;
            case COUNTED -> !failed && counter() < 4;
        };
    }

    private void publish(Node node, ReferenceTask task, Edge edge) {
        for (Publish publish : edge.publish()) {
            switch (publish) {
                case NOTHING -> {}
                case COUNT -> set("counter", counter() + 1, node.name());
                case AUTHOR -> set("author", node.name(), node.name());
                case NUMBER -> {
                    if (task.number == null) {
                        return;
                    }
                    set("number", task.number, node.name());
                }
            }
        }
    }

    private void set(String name, Object value, String by) {
        settings.add(new Setting(name, value, by, ++clock));
        variables.put(name, value);
    }

    private boolean lead(String from, String to) {
        ReferenceTask task = task(to);
        boolean again = task.forThisStart.containsKey(from);
        if (task.doing == Doing.NOTHING_YET
                || (task.doing == Doing.OVER && (again || reached(to).contains(from)))) {
            begin(to, Map.of(from, clock));
            return true;
        }
        if (task.doing != Doing.OVER && again) {
            task.owed.add(new ReferenceTask.Lead(from, clock));
            return true;
        }
        task.forThisStart.putIfAbsent(from, clock);
        return false;
    }

    private void countAtJoins(Node node) {
        for (String target : targets(node)) {
            if (node(target).join() != null) {
                ReferenceTask task = task(target);
                (isForNext(node.name(), target) ? task.forNextStart : task.forThisStart)
                        .putIfAbsent(node.name(), clock);
            }
        }
    }

    private boolean isForNext(String from, String to) {
        ReferenceTask task = task(to);
        return switch (task.doing) {
            case NOTHING_YET -> false;
            case OVER -> task.forThisStart.containsKey(from) || reached(to).contains(from);
            default -> task.forThisStart.containsKey(from);
        };
    }

    private void wantJoin(String from, boolean counted, String to) {
        ReferenceTask task = task(to);
        if (task.doing == Doing.NOTHING_YET || (counted ? task.forNextStart.containsKey(from) : isForNext(from, to))) {
            task.joinWanted.put(from, clock);
        }
    }

    private boolean startJoins(Node node) {
        boolean started = false;
        for (String target : targets(node)) {
            started |= startJoin(target);
        }
        return started;
    }

    private boolean startJoin(String name) {
        ReferenceTask task = task(name);
        Integer needed = node(name).join();
        boolean first = task.doing == Doing.NOTHING_YET;
        if (needed == null || !task.isWanted() || (!first && task.doing != Doing.OVER)) {
            return false;
        }
        Map<String, Integer> there = Map.copyOf(first ? task.forThisStart : task.forNextStart);
        if (there.size() < needed) {
            return false;
        }
        begin(name, there);
        return true;
    }

    /** The task, and all that its end can lead to. */
    Set<String> reached(String from) {
        Set<String> seen = new HashSet<>(Set.of(from));
        List<String> open = new ArrayList<>(seen);
        while (!open.isEmpty()) {
            Node at = node(open.removeLast());
            Stream.concat(targets(at).stream(), at.parts().stream().map(Node::name))
                    .filter(seen::add)
                    .forEach(open::add);
        }
        return seen;
    }

    private static Set<String> targets(Node node) {
        Set<String> targets = new LinkedHashSet<>();
        node.edges().forEach(edge -> targets.addAll(edge.targets()));
        return targets;
    }

    Node node(String name) {
        return workflow.find(name).orElseThrow();
    }

    ReferenceTask task(String name) {
        return tasks.computeIfAbsent(name, _ -> new ReferenceTask());
    }
}
