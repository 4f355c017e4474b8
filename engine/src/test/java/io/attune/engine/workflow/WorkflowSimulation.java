package io.attune.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.engine.workflow.SimulatedRun.Child;
import io.attune.engine.workflow.SimulatedRun.Message;
import io.attune.engine.workflow.SimulatedWorkflow.Ending;
import io.attune.engine.workflow.graph.CancellationPolicy;
import io.attune.model.execution.ExecutionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One random workflow, with those below it and its reruns, against a store that loses what was not committed: decisions are made and lost
 * before their commit, inputs come twice, late and in any order, states live as text between any two steps, time runs out, people pause,
 * resume and cancel any workflow of the tree. After each step the children are those of {@link ReferenceInterpreter}.
 */
final class WorkflowSimulation {
    private static final int MOST_STARTS = 12;
    private static final int MOST_STEPS = 50_000;
    private static final int MOST_RERUNS = 2;

    /**
     * What a simulation went through.
     *
     * @param counts by what happened
     * @param endings of the run and its reruns
     */
    record Report(Map<String, Integer> counts, List<ExecutionStatus> endings) {}

    private final Random random;
    private final SimulatedWorkflow workflow;
    private final WorkflowDecider decider = new WorkflowDecider(MOST_STARTS);
    private final List<SimulatedRun> runs = new ArrayList<>();
    private final List<ExecutionStatus> endings = new ArrayList<>();
    private int steps;
    private int crashes;
    private int duplicates;
    private int interventions;
    private int nested;
    private int expiries;
    private int givenUp;
    private int reruns;

    WorkflowSimulation(long seed) {
        this.random = new Random(seed ^ 0x5DEECE66DL);
        this.workflow = SimulatedWorkflow.random(seed);
    }

    Report run() {
        SimulatedRun root = SimulatedRun.of(workflow, MOST_STARTS);
        root.arriving.add(new Message(new WorkflowInput.Started(now(), limit(workflow))));
        toItsEnd(root);
        while (reruns < MOST_RERUNS && (root.finish.isEmpty() || random.nextInt(3) == 0)) {
            reruns++;
            root = rerun(root);
            toItsEnd(root);
        }
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("steps", steps);
        counts.put("crashes", crashes);
        counts.put("duplicates", duplicates);
        counts.put("interventions", interventions);
        counts.put("nested runs", nested);
        counts.put("expiries", expiries);
        counts.put("given up", givenUp);
        counts.put("reruns", reruns);
        return new Report(counts, endings);
    }

    private static @Nullable Duration limit(SimulatedWorkflow workflow) {
        return workflow.limited() ? SimulatedWorkflow.LIMIT : null;
    }

    /** From what failed, or from any task. */
    private SimulatedRun rerun(SimulatedRun earlier) {
        List<String> names = List.copyOf(earlier.plan.tasks().keySet());
        @Nullable String from = random.nextBoolean() ? null : names.get(random.nextInt(names.size()));
        boolean changed = random.nextInt(5) == 0;
        SimulatedRun again = earlier.again(ReferenceRerun.of(earlier.reference, from, changed));
        again.arriving.add(new Message(new WorkflowInput.Rerun(now(), earlier.load(), from, changed, limit(workflow))));
        return again;
    }

    private void toItsEnd(SimulatedRun root) {
        runs.clear();
        runs.add(root);
        boolean willBeGivenUp = random.nextInt(12) == 0;
        while (root.finish.isEmpty()) {
            assertThat(steps).as("steps: it hangs").isLessThan(MOST_STEPS);
            if (willBeGivenUp && root.started && random.nextInt(20) == 0) {
                giveUp(root);
                return;
            }
            step();
        }
        deliverAgain(root);
        assertThat(runs).as("runs").allMatch(SimulatedRun::isOver);
        endings.add(root.finish.get().status());
    }

    /** Nobody knows how to go on; what its children do no longer counts. */
    private void giveUp(SimulatedRun root) {
        givenUp++;
        root.giveUp();
        root.reference.giveUp();
        endings.add(ExecutionStatus.FAILED);
    }

    private Instant now() {
        return Instant.EPOCH.plusSeconds(steps);
    }

    private void step() {
        int dice = random.nextInt(100);
        if (dice < 4) {
            intervene(any(runs.stream().filter(run -> !run.isOver()).toList()));
        } else if (dice < 14) {
            deliverAgain(any(runs));
        } else if (dice < 55) {
            endAChild();
        } else if (dice < 85 && runs.stream().anyMatch(run -> !run.arriving.isEmpty())) {
            SimulatedRun run =
                    any(runs.stream().filter(told -> !told.arriving.isEmpty()).toList());
            deliver(run, run.arriving.remove(random.nextInt(run.arriving.size())));
        } else if (runs.stream().anyMatch(run -> !run.timers.isEmpty())) {
            fire(any(runs.stream().filter(run -> !run.timers.isEmpty()).toList()));
        } else if (isStuck()) {
            assertThat(runs)
                    .as("nothing can happen any more, so one must be paused")
                    .anyMatch(run -> run.paused && !run.isOver());
            runs.stream().filter(run -> run.paused && !run.isOver()).toList().forEach(this::resume);
        }
    }

    private <T> T any(List<T> among) {
        return among.get(random.nextInt(among.size()));
    }

    private boolean isStuck() {
        return runs.stream()
                .allMatch(run -> run.arriving.isEmpty()
                        && run.timers.isEmpty()
                        && run.children.values().stream().noneMatch(Child::isAtWork));
    }

    private void intervene(SimulatedRun run) {
        interventions++;
        int what = random.nextInt(12);
        if (what == 0) {
            cancel(run);
        } else if (what < 7) {
            pause(run);
        } else {
            resume(run);
        }
    }

    private void cancel(SimulatedRun run) {
        if (run.as != null && run.parent != null) {
            cancel(run.parent, run.as, null);
        } else if (run.started) {
            deliver(run, new Message(new WorkflowInput.CancelRequested(now())));
        }
    }

    private void pause(SimulatedRun run) {
        run.paused = true;
        if (run.started) {
            deliver(run, new Message(new WorkflowInput.PauseRequested(now())));
        } else {
            run.store(WorkflowState.NEW_AND_PAUSED);
            run.reference.pause();
        }
    }

    private void resume(SimulatedRun run) {
        run.paused = false;
        if (run.started) {
            deliver(run, new Message(new WorkflowInput.ResumeRequested(now())));
        } else {
            run.store(WorkflowState.NEW);
            run.reference.resume();
        }
    }

    private void deliverAgain(SimulatedRun run) {
        if (!run.delivered.isEmpty()) {
            duplicates++;
            deliver(run, any(run.delivered));
        }
    }

    /** A limit is seldom reached while something else can happen. */
    private void fire(SimulatedRun run) {
        Timer timer = any(run.timers);
        boolean limit = timer instanceof Timer.Deadline;
        if (limit && random.nextInt(8) != 0) {
            return;
        }
        expiries += limit && !run.isOver() ? 1 : 0;
        run.timers.remove(timer);
        deliver(run, new Message(new WorkflowInput.TimerFired(now(), timer)));
    }

    private void endAChild() {
        Map<Child, SimulatedRun> atWork = new LinkedHashMap<>();
        runs.forEach(
                run -> run.children.values().stream().filter(Child::isAtWork).forEach(child -> atWork.put(child, run)));
        if (!atWork.isEmpty()) {
            Child child = any(List.copyOf(atWork.keySet()));
            SimulatedRun run = Objects.requireNonNull(atWork.get(child));
            end(run, child, run.workflow.ending(child.key, run.salt), SimulatedWorkflow.result(child.key, run.salt));
        }
    }

    private void end(SimulatedRun run, Child child, Ending ending, JsonNode result) {
        assertThat(child.end).as("%s ends once", child.key).isNull();
        child.end = child.cancelled ? ExecutionStatus.CANCELLED : ending.status();
        child.result = result;
        run.arriving.add(new Message(new WorkflowInput.ChildFinished(now(), child.key, child.end, ending.timedOut())));
    }

    private void deliver(SimulatedRun run, Message message) {
        steps++;
        while (random.nextInt(10) == 0) {
            // The process dies before the commit; nobody will ever know this decision.
            crashes++;
            decider.decide(run.plan, run.load(), message.input(), run);
        }
        Decision decision = decider.decide(run.plan, run.load(), message.input(), run);
        run.store(decision.state());
        assertThat(run.load()).isEqualTo(decision.state());
        boolean begins =
                message.input() instanceof WorkflowInput.Started || message.input() instanceof WorkflowInput.Rerun;
        run.started |= begins;
        policed(decision, message.policy()).forEach(command -> apply(run, command));
        if (begins
                || message.input() instanceof WorkflowInput.ChildFinished
                || message.input() instanceof WorkflowInput.TimerFired) {
            run.delivered.add(message);
        }
        tell(run, message.input());
        compare(run, decision.state());
        run.finish.filter(_ -> run.as != null && run.as.end == null).ifPresent(finish -> finish(run, finish));
    }

    /** A workflow that is cancelled with the one around it follows that one's policy. */
    private static List<WorkflowCommand> policed(Decision decision, @Nullable CancellationPolicy policy) {
        List<WorkflowCommand> commands = new ArrayList<>(decision.commands());
        if (policy != null) {
            commands.replaceAll(command -> command instanceof WorkflowCommand.CancelChildren
                    ? new WorkflowCommand.CancelChildren(policy)
                    : command);
            if (commands.isEmpty() && !decision.state().isDone()) {
                commands.add(new WorkflowCommand.CancelChildren(policy));
            }
        }
        return commands;
    }

    private void finish(SimulatedRun run, WorkflowCommand.Finish finish) {
        boolean timedOut = finish.status() == ExecutionStatus.TIMEOUT;
        end(
                Objects.requireNonNull(run.parent),
                Objects.requireNonNull(run.as),
                new Ending(finish.status(), timedOut),
                finish.result());
    }

    private static void tell(SimulatedRun run, WorkflowInput input) {
        switch (input) {
            case WorkflowInput.Started _, WorkflowInput.Rerun _ -> run.reference.start();
            case WorkflowInput.ChildFinished finished ->
                run.reference.childOver(
                        finished.child(), finished.status(), finished.timedOut(), number(run, finished.child()));
            case WorkflowInput.TimerFired fired -> run.reference.timerRang(fired.timer());
            case WorkflowInput.CancelRequested _ -> run.reference.cancel();
            case WorkflowInput.PauseRequested _ -> run.reference.pause();
            case WorkflowInput.ResumeRequested _ -> run.reference.resume();
        }
    }

    /** What the reference says of a workflow below, not what the decider made of it. */
    private static @Nullable Integer number(SimulatedRun run, ChildKey key) {
        Child child = Objects.requireNonNull(run.children.get(key));
        if (child.run != null) {
            return child.run.reference.ended == ExecutionStatus.COMPLETED ? child.run.reference.counter() : null;
        }
        return child.result.has("n") ? child.result.get("n").intValue() : null;
    }

    private static void compare(SimulatedRun run, WorkflowState state) {
        assertThat(run.reused).as("tasks whose results are kept").isEqualTo(run.reference.kept);
        assertThat(run.children.keySet()).as("children").isEqualTo(run.reference.created);
        Set<ChildKey> allowed = new HashSet<>();
        run.children.values().stream().filter(child -> !child.held).forEach(child -> allowed.add(child.key));
        assertThat(allowed).as("children that may run").isEqualTo(run.reference.allowed);
        assertThat(values(state.variables().values())).as("variables").isEqualTo(run.reference.variables);
        assertThat(run.finish.map(WorkflowCommand.Finish::status).orElse(null))
                .as("status")
                .isEqualTo(run.reference.ended);
        run.finish.ifPresent(finish -> {
            if (finish.status() == ExecutionStatus.COMPLETED) {
                assertThat(values(finish.result())).as("result").isEqualTo(run.reference.result());
            }
            assertThat(run.children.values()).as("children at the end").allMatch(child -> child.end != null);
        });
        run.workflow
                .all()
                .filter(node -> node.items() != null)
                .forEach(node -> assertThat(
                                state.task(node.name()).progress() instanceof Progress.Items items
                                        ? items.running()
                                        : 0)
                        .as("running items of %s", node.name())
                        .isLessThanOrEqualTo(node.concurrency()));
    }

    private static Map<String, Object> values(JsonNode object) {
        Map<String, Object> values = new HashMap<>();
        object.properties()
                .forEach(entry -> values.put(
                        entry.getKey(),
                        switch (entry.getValue().getNodeType()) {
                            case STRING -> entry.getValue().textValue();
                            case BOOLEAN -> entry.getValue().booleanValue();
                            default -> entry.getValue().intValue();
                        }));
        return values;
    }

    private void apply(SimulatedRun run, WorkflowCommand command) {
        switch (command) {
            case WorkflowCommand.StartChild start -> {
                SimulatedWorkflow inner = inner(run, start.child());
                assertThat(start.timeout()).isEqualTo(inner == null ? null : limit(inner));
                create(run, new Child(start.child(), start.held()));
            }
            case WorkflowCommand.RetryChild retry -> create(run, new Child(retry.child(), true));
            case WorkflowCommand.ReleaseChild release -> {
                Child child = Objects.requireNonNull(run.children.get(release.child()));
                assertThat(child.held).as("%s is released once", child.key).isTrue();
                child.held = false;
                begin(run, child);
            }
            case WorkflowCommand.StartTimer timer -> run.timers.add(timer.timer());
            case WorkflowCommand.CancelChildren cancel ->
                run.children.values().stream()
                        .filter(child -> child.end == null)
                        .toList()
                        .forEach(child -> cancel(run, child, cancel.policy()));
            case WorkflowCommand.ReuseChildren(String task, int iteration, IndexSet items) -> {
                if (items == null || items.count() == items.size()) {
                    run.reused.add(task + "#" + iteration);
                } else {
                    assertThat(IntStream.range(0, items.size())
                                    .filter(items::contains)
                                    .boxed())
                            .as("items of %s that are kept", task)
                            .containsExactlyInAnyOrderElementsOf(run.reference.keptItems(task));
                }
            }
            case WorkflowCommand.Finish ending -> {
                assertThat(run.finish).as("it ends once").isEmpty();
                run.finish = Optional.of(ending);
            }
        }
    }

    private void create(SimulatedRun run, Child child) {
        assertThat(run.children.put(child.key, child))
                .as("%s is created once", child.key)
                .isNull();
        if (!child.held) {
            begin(run, child);
        }
    }

    private void begin(SimulatedRun run, Child child) {
        SimulatedWorkflow inner = inner(run, child.key);
        if (inner != null) {
            nested++;
            SimulatedRun below = run.below(child, inner, MOST_STARTS);
            child.run = below;
            below.arriving.add(new Message(new WorkflowInput.Started(now(), limit(inner))));
            runs.add(below);
        }
    }

    private static @Nullable SimulatedWorkflow inner(SimulatedRun run, ChildKey child) {
        return run.workflow.find(child.task()).orElseThrow().inner();
    }

    /** What waits for its turn ends at once, what runs as the policy says; a workflow is told, and cancels its own. */
    private void cancel(SimulatedRun run, Child child, @Nullable CancellationPolicy policy) {
        boolean begun = child.run != null ? child.run.started : !child.held && random.nextBoolean();
        if (!begun) {
            if (child.run != null) {
                child.run.arriving.clear();
            }
            child.cancelled = true;
            end(run, child, new Ending(ExecutionStatus.CANCELLED, false), child.result);
        } else if (child.run != null) {
            child.cancelled = true;
            child.run.arriving.add(new Message(new WorkflowInput.CancelRequested(now()), policy));
        } else if (policy == CancellationPolicy.CANCEL_RUNNING) {
            child.cancelled = true;
        }
    }
}
