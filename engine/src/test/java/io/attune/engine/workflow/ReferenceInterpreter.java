package io.attune.engine.workflow;

import static io.attune.engine.workflow.Outcome.FAILED;
import static io.attune.engine.workflow.Outcome.SUCCEEDED;
import static io.attune.engine.workflow.Outcome.TIMED_OUT;

import io.attune.engine.workflow.ReferenceTask.Doing;
import io.attune.engine.workflow.SimulatedWorkflow.Node;
import io.attune.model.execution.ExecutionStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
        workflow.all().forEach(node -> tasks.put(node.name(), new ReferenceTask()));
        List<String> targeted = workflow.nodes().stream()
                .flatMap(node -> node.targets().stream())
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
            Integer number = task.latestNumber();
            if (number != null) {
                result.put(node.name(), number);
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

    /** Nobody looks after it any more. */
    void giveUp() {
        ended = ExecutionStatus.FAILED;
    }

    void pause() {
        paused |= ended == null && stopping == null;
    }

    void resume() {
        if (ended != null || stopping != null || !paused) {
            return;
        }
        paused = false;
        workflow.all().forEach(this::resume);
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
    void begin(String name, Map<String, Integer> led) {
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
        task.pastNumber = task.latestNumber();
        task.pastStartedAt = task.doing == Doing.OVER ? task.startedAt : task.pastStartedAt;
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

    void over(String name, Outcome outcome, @Nullable Integer number) {
        ReferenceTask task = task(name);
        task.doing = Doing.OVER;
        task.outcome = outcome;
        task.good = outcome == SUCCEEDED;
        task.number = number;
        overNow.add(name);
    }

    static Outcome worst(List<Outcome> bad) {
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
            new ReferenceFollowing(this, overNow.removeFirst()).follow();
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

    Node node(String name) {
        return workflow.find(name).orElseThrow();
    }

    ReferenceTask task(String name) {
        return Objects.requireNonNull(tasks.get(name));
    }
}
