package io.attune.engine.workflow;

import static io.attune.engine.workflow.Outcome.FAILED;
import static io.attune.engine.workflow.Outcome.SUCCEEDED;
import static io.attune.engine.workflow.Outcome.TIMED_OUT;

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
import org.jspecify.annotations.Nullable;

/**
 * What a workflow must do, told as plainly as possible: mutable, in memory, without templates, commands or a stored form. It shares nothing
 * with the decider but the names of children, and was written from workflows.md, not from the decider.
 */
final class ReferenceInterpreter {
    /** What a task is doing. */
    private enum Doing {
        NOTHING_YET,
        WAITING_FOR_RESUME,
        WAITING_FOR_DELAY,
        RUNNING,
        OVER
    }

    private static final class Life {
        Doing doing = Doing.NOTHING_YET;
        int starts;
        Outcome outcome = SUCCEEDED;
        boolean good;

        @Nullable
        Integer number;

        boolean delayOver;
        /** By item, or -1: how many attempts; absent when over. */
        final Map<Integer, Integer> open = new TreeMap<>();

        final Set<Integer> going = new HashSet<>();
        final Set<Integer> retryDelayed = new HashSet<>();
        final Set<Integer> retryDue = new HashSet<>();
        final List<Outcome> bad = new ArrayList<>();
        final Set<String> openParts = new HashSet<>();

        final Set<String> forThisStart = new HashSet<>();
        final Set<String> forNextStart = new HashSet<>();
        boolean joinWanted;
        /** Who led here again while it was busy. */
        final List<String> owed = new ArrayList<>();
    }

    private final SimulatedWorkflow workflow;
    private final int mostStarts;
    private final Map<String, Life> lives = new HashMap<>();
    private final List<String> overNow = new ArrayList<>();

    /** All children there ever were. */
    final Set<ChildKey> created = new HashSet<>();

    /** Those that were allowed to run. */
    final Set<ChildKey> allowed = new HashSet<>();

    final Map<String, Object> variables = new TreeMap<>(Map.of("counter", 0));
    private boolean paused;
    private @Nullable ExecutionStatus stopping;

    @Nullable
    ExecutionStatus ended;

    ReferenceInterpreter(SimulatedWorkflow workflow, int mostStarts) {
        this.workflow = workflow;
        this.mostStarts = mostStarts;
    }

    void start() {
        List<String> targeted = workflow.nodes().stream()
                .flatMap(node -> targets(node).stream())
                .toList();
        List<Node> first = workflow.nodes().stream()
                .filter(node -> !targeted.contains(node.name()))
                .toList();
        for (Node node : first.isEmpty() ? List.of(workflow.nodes().getFirst()) : first) {
            begin(node.name());
        }
        settle();
    }

    void childOver(ChildKey child, ExecutionStatus status) {
        Life life = life(child.task());
        int item = child.item() == null ? -1 : child.item();
        boolean current = life.doing == Doing.RUNNING
                && life.starts == child.iteration()
                && Objects.equals(life.open.get(item), child.attempt());
        if (ended != null || !current) {
            return;
        }
        Node node = node(child.task());
        Outcome outcome = switch (status) {
            case COMPLETED -> SUCCEEDED;
            case TIMEOUT -> TIMED_OUT;
            default -> FAILED;
        };
        boolean retryable = status == ExecutionStatus.FAILED || status == ExecutionStatus.TIMEOUT;
        if (stopping == null && retryable && child.attempt() < node.retries()) {
            life.open.put(item, child.attempt() + 1);
            life.retryDelayed.add(item);
            created.add(new ChildKey(child.task(), child.iteration(), child.item(), child.attempt() + 1));
            return;
        }
        life.open.remove(item);
        life.going.remove(item);
        life.retryDelayed.remove(item);
        life.retryDue.remove(item);
        if (outcome != SUCCEEDED) {
            life.bad.add(outcome);
        }
        if (life.open.isEmpty()) {
            Integer number = node.items() == null
                    ? Integer.valueOf(SimulatedWorkflow.result(child).path("n").asInt())
                    : null;
            over(child.task(), worst(life.bad), number);
        } else if (stopping == null && !paused) {
            letGo(node, life);
        }
        settle();
    }

    void timerRang(Timer timer) {
        if (ended != null || stopping != null) {
            return;
        }
        switch (timer) {
            case Timer.Delay(String task, int iteration) -> {
                Life life = life(task);
                if (life.doing == Doing.WAITING_FOR_DELAY && life.starts == iteration) {
                    life.delayOver = true;
                    if (!paused) {
                        go(node(task));
                    }
                }
            }
            case Timer.Retry(ChildKey child) -> {
                Life life = life(child.task());
                int item = child.item() == null ? -1 : child.item();
                if (life.starts == child.iteration()
                        && Objects.equals(life.open.get(item), child.attempt())
                        && life.retryDelayed.remove(item)) {
                    if (paused) {
                        life.retryDue.add(item);
                    } else {
                        allowed.add(child);
                    }
                }
            }
            case Timer.Deadline _ -> throw new AssertionError("no deadline is simulated");
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
        Life life = life(node.name());
        if (life.doing == Doing.WAITING_FOR_RESUME) {
            delayOrGo(node);
        } else if (life.doing == Doing.WAITING_FOR_DELAY && life.delayOver) {
            go(node);
        } else if (life.doing == Doing.RUNNING && node.parts().isEmpty()) {
            life.retryDue.forEach(item -> allowed.add(key(node, life, item)));
            life.retryDue.clear();
            letGo(node, life);
        }
    }

    void cancel() {
        if (ended == null && stopping == null) {
            stop(ExecutionStatus.CANCELLED);
            settle();
        }
    }

    private void stop(ExecutionStatus as) {
        stopping = as;
        paused = false;
        overNow.clear();
    }

    private void begin(String name) {
        if (stopping != null) {
            return;
        }
        Life life = life(name);
        if (life.starts == mostStarts) {
            stop(ExecutionStatus.FAILED);
            return;
        }
        life.starts++;
        life.doing = Doing.WAITING_FOR_RESUME;
        life.delayOver = false;
        life.joinWanted = false;
        if (!paused) {
            delayOrGo(node(name));
        }
    }

    private void delayOrGo(Node node) {
        if (node.delayed()) {
            life(node.name()).doing = Doing.WAITING_FOR_DELAY;
        } else {
            go(node);
        }
    }

    private void go(Node node) {
        Life life = life(node.name());
        life.bad.clear();
        if (node.skipped()) {
            over(node.name(), SUCCEEDED, null);
        } else if (!node.parts().isEmpty()) {
            life.doing = Doing.RUNNING;
            node.parts().forEach(part -> life.openParts.add(part.name()));
            node.parts().forEach(part -> begin(part.name()));
        } else if (node.refused()) {
            over(node.name(), FAILED, null);
        } else if (node.items() == null) {
            life.doing = Doing.RUNNING;
            life.open.put(-1, 0);
            life.going.add(-1);
            created.add(key(node, life, -1));
            allowed.add(key(node, life, -1));
        } else if (node.items() == 0) {
            over(node.name(), SUCCEEDED, null);
        } else {
            life.doing = Doing.RUNNING;
            for (int item = 0; item < node.items(); item++) {
                life.open.put(item, 0);
                created.add(key(node, life, item));
            }
            letGo(node, life);
        }
    }

    private void letGo(Node node, Life life) {
        for (int item : life.open.keySet()) {
            if (life.going.size() < node.concurrency() && life.going.add(item)) {
                allowed.add(key(node, life, item));
            }
        }
    }

    private static ChildKey key(Node node, Life life, int item) {
        return new ChildKey(
                node.name(), life.starts, item < 0 ? null : item, Objects.requireNonNull(life.open.get(item)));
    }

    private void over(String name, Outcome outcome, @Nullable Integer number) {
        Life life = life(name);
        life.doing = Doing.OVER;
        life.outcome = outcome;
        life.good = outcome == SUCCEEDED;
        life.number = number;
        overNow.add(name);
    }

    private static Outcome worst(List<Outcome> bad) {
        if (bad.contains(FAILED)) {
            return FAILED;
        }
        return bad.isEmpty() ? SUCCEEDED : TIMED_OUT;
    }

    private void settle() {
        while (stopping == null && !overNow.isEmpty()) {
            follow(overNow.removeFirst());
        }
        if (ended != null) {
            return;
        }
        boolean childrenLeft = lives.values().stream().anyMatch(life -> !life.open.isEmpty());
        if (stopping != null) {
            ended = childrenLeft ? null : stopping;
            return;
        }
        boolean busy =
                lives.values().stream().anyMatch(life -> life.doing != Doing.NOTHING_YET && life.doing != Doing.OVER);
        if (!busy) {
            boolean well = workflow.nodes().stream()
                    .map(node -> life(node.name()))
                    .allMatch(life -> (life.doing == Doing.NOTHING_YET || life.good) && !life.joinWanted);
            ended = well ? ExecutionStatus.COMPLETED : ExecutionStatus.FAILED;
        }
    }

    private void follow(String name) {
        Life life = life(name);
        for (Node parallel : workflow.nodes()) {
            if (parallel.parts().stream().anyMatch(part -> part.name().equals(name))) {
                Life whole = life(parallel.name());
                if (life.outcome != SUCCEEDED) {
                    whole.bad.add(life.outcome);
                }
                whole.openParts.remove(name);
                if (whole.openParts.isEmpty()) {
                    over(parallel.name(), worst(whole.bad), null);
                }
                return;
            }
        }
        Node node = node(name);
        if (life.good) {
            countAtJoins(node);
        }
        Set<String> targets = new LinkedHashSet<>();
        for (Edge edge : node.edges()) {
            if (fires(node, edge.when(), life.outcome)) {
                publish(node, life, edge);
                targets.addAll(edge.targets());
            }
        }
        boolean led = false;
        for (String target : targets) {
            if (node(target).join() == null) {
                led |= lead(name, target);
            } else {
                wantJoin(name, life.good, target);
            }
        }
        led |= startJoins(node);
        if (led && !life.good) {
            life.good = true;
            countAtJoins(node);
            startJoins(node);
        }
        if (life.doing == Doing.OVER && !life.owed.isEmpty()) {
            life.forThisStart.clear();
            life.forThisStart.add(life.owed.removeFirst());
            begin(name);
        } else if (life.doing == Doing.OVER) {
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
            case COUNTED -> !failed && (Integer) Objects.requireNonNull(variables.get("counter")) < 4;
        };
    }

    private void publish(Node node, Life life, Edge edge) {
        for (Publish publish : edge.publish()) {
            switch (publish) {
                case NOTHING -> {}
                case COUNT -> variables.merge("counter", 1, (old, one) -> (Integer) old + (Integer) one);
                case AUTHOR -> variables.put("author", node.name());
                case NUMBER -> {
                    if (life.number == null) {
                        return;
                    }
                    variables.put("number", life.number);
                }
            }
        }
    }

    private boolean lead(String from, String to) {
        Life life = life(to);
        boolean again = life.forThisStart.contains(from);
        if (life.doing == Doing.NOTHING_YET || (life.doing == Doing.OVER && (again || reaches(to, from)))) {
            life.forThisStart.clear();
            life.forThisStart.add(from);
            begin(to);
            return true;
        }
        if (life.doing != Doing.OVER && again) {
            life.owed.add(from);
            return true;
        }
        life.forThisStart.add(from);
        return false;
    }

    private void countAtJoins(Node node) {
        for (String target : targets(node)) {
            if (node(target).join() != null) {
                Life life = life(target);
                (isForNext(node.name(), target) ? life.forNextStart : life.forThisStart).add(node.name());
            }
        }
    }

    private boolean isForNext(String from, String to) {
        Life life = life(to);
        return switch (life.doing) {
            case NOTHING_YET -> false;
            case OVER -> life.forThisStart.contains(from) || reaches(to, from);
            default -> life.forThisStart.contains(from);
        };
    }

    private void wantJoin(String from, boolean counted, String to) {
        Life life = life(to);
        life.joinWanted |=
                life.doing == Doing.NOTHING_YET || (counted ? life.forNextStart.contains(from) : isForNext(from, to));
    }

    private boolean startJoins(Node node) {
        boolean started = false;
        for (String target : targets(node)) {
            started |= startJoin(target);
        }
        return started;
    }

    private boolean startJoin(String name) {
        Life life = life(name);
        Integer needed = node(name).join();
        boolean first = life.doing == Doing.NOTHING_YET;
        if (needed == null || !life.joinWanted || (!first && life.doing != Doing.OVER)) {
            return false;
        }
        if ((first ? life.forThisStart : life.forNextStart).size() < needed) {
            return false;
        }
        if (!first) {
            life.forThisStart.clear();
            life.forThisStart.addAll(life.forNextStart);
            life.forNextStart.clear();
        }
        begin(name);
        return true;
    }

    private boolean reaches(String from, String to) {
        Set<String> seen = new HashSet<>(Set.of(from));
        List<String> open = new ArrayList<>(seen);
        while (!open.isEmpty()) {
            String at = open.removeLast();
            if (at.equals(to)) {
                return true;
            }
            targets(node(at)).stream().filter(seen::add).forEach(open::add);
        }
        return false;
    }

    private static Set<String> targets(Node node) {
        Set<String> targets = new LinkedHashSet<>();
        node.edges().forEach(edge -> targets.addAll(edge.targets()));
        return targets;
    }

    private Node node(String name) {
        return workflow.find(name).orElseThrow();
    }

    private Life life(String name) {
        return lives.computeIfAbsent(name, _ -> new Life());
    }
}
