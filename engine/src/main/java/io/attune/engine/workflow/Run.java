package io.attune.engine.workflow;

import io.attune.engine.workflow.Progress.Ended;
import io.attune.engine.workflow.TaskScope.Finished;
import io.attune.engine.workflow.TaskState.Trigger;
import io.attune.engine.workflow.WorkflowState.Phase;
import io.attune.engine.workflow.graph.Guard;
import io.attune.engine.workflow.graph.Reads;
import io.attune.engine.workflow.graph.Task;
import io.attune.engine.workflow.graph.WorkflowPlan;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One decision in the making: the state as it changes, and the commands so far. Used by one thread, and once. */
final class Run {
    final WorkflowPlan plan;
    final WorkflowFacts facts;
    final Instant at;
    final int maxDispatches;
    final Results results;

    private final WorkflowState before;
    private final Map<String, TaskState> tasks;
    private final List<WorkflowCommand> commands = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private final Deque<Trigger> ended = new ArrayDeque<>();
    private final SortedSet<String> unfollowed;
    private Variables variables;
    private Phase phase;
    private boolean paused;
    private long steps;
    private @Nullable Instant startedAt;
    private @Nullable String last;

    Run(WorkflowPlan plan, WorkflowState before, WorkflowFacts facts, Instant at, int maxDispatches) {
        this.plan = plan;
        this.facts = facts;
        this.at = at;
        this.maxDispatches = maxDispatches;
        this.before = before;
        this.tasks = new LinkedHashMap<>(before.tasks());
        this.variables = before.variables();
        this.phase = before.phase();
        this.paused = before.paused();
        this.steps = before.steps();
        this.startedAt = before.startedAt();
        this.last = before.last();
        this.unfollowed = new TreeSet<>(before.unfollowed());
        this.results = new Results(plan, facts, this::state);
    }

    /** Follows the tasks that have ended until nothing is left to do now. */
    Decision decision() {
        while (!ended.isEmpty() && isRunning()) {
            new Following(this, ended.remove()).follow();
        }
        ended.forEach(end -> unfollowed.add(end.task()));
        Completion.check(this);
        if (commands.isEmpty() && notes.isEmpty() && isUnchanged()) {
            return Decision.unchanged(before, "it changes nothing");
        }
        return new Decision(
                new WorkflowState(phase, paused, startedAt, steps, last, unfollowed, variables, tasks),
                commands,
                notes);
    }

    private boolean isUnchanged() {
        return phase.equals(before.phase())
                && paused == before.paused()
                && steps == before.steps()
                && tasks.equals(before.tasks());
    }

    TaskState state(String task) {
        TaskState state = tasks.get(task);
        return state == null ? TaskState.NEW : state;
    }

    void put(String task, TaskState state) {
        tasks.put(task, state);
    }

    Map<String, TaskState> states() {
        return tasks;
    }

    void progress(String task, Progress progress) {
        put(task, state(task).with(progress));
    }

    /** Ends the present iteration of a task; what follows from it is seen to afterwards. */
    void end(String task, Outcome outcome, Progress.Made made) {
        Ended end = new Ended(outcome, false, made);
        progress(task, end);
        last = task;
        ended.add(new Trigger(task, state(task).iteration(), end));
    }

    /** Sees to what follows a task that has ended in an earlier run. */
    void follow(Trigger end) {
        ended.add(end);
    }

    void command(WorkflowCommand command) {
        commands.add(command);
    }

    void note(@Nullable String task, String text) {
        note(task, Note.Kind.REMARK, text, null);
    }

    void note(@Nullable String task, Note.Kind kind, String text, @Nullable String evidence) {
        notes.add(new Note(task, task == null ? 0 : state(task).iteration(), kind, text, evidence));
    }

    /** How a condition came to its value, unless it can see secrets. */
    static @Nullable String evidence(Guard condition, TaskScope scope) {
        if (condition.reads().equals(Reads.NOTHING)) {
            // The outcome alone decided: there is nothing to show, and for nothing are secrets to be looked up.
            return null;
        }
        TaskScope reading = scope.reading(condition.reads());
        return reading.secrets().isEmpty() ? condition.explain(reading).orElse(null) : null;
    }

    /** Counts on from an earlier run: what is kept of it stays older than what comes. */
    void continueFrom(long step) {
        steps = step;
    }

    /** The latest. */
    long step() {
        return steps;
    }

    long nextStep() {
        return ++steps;
    }

    Phase phase() {
        return phase;
    }

    boolean isRunning() {
        return phase instanceof Phase.Running;
    }

    void enter(Phase next) {
        phase = next;
    }

    boolean isPaused() {
        return paused;
    }

    void setPaused(boolean pause) {
        paused = pause;
    }

    void begin() {
        startedAt = at;
    }

    Variables variables() {
        return variables;
    }

    void set(Variables changed) {
        variables = changed;
    }

    /** The task that ended last. */
    @Nullable
    Trigger last() {
        return last == null ? null : endOf(last);
    }

    /** What the texts of a task see after the end of another; null for none. */
    TaskScope scopeAfter(@Nullable Trigger predecessor) {
        return scope(
                predecessor == null
                        ? Finished.NONE
                        : finished(
                                plan.task(predecessor.task()),
                                predecessor.ended().outcome(),
                                () -> Optional.ofNullable(results.of(predecessor))));
    }

    /** The end of a task; null when it is under way again. */
    @Nullable
    Trigger endOf(String task) {
        TaskState state = state(task);
        return state.progress() instanceof Ended ended ? new Trigger(task, state.iteration(), ended) : null;
    }

    TaskScope scope(Finished finished) {
        return TaskScope.of(plan, facts, variables, results, finished);
    }

    /** The functions of an outcome (expressions.md §3.3, D4). */
    static Finished finished(Task task, Outcome outcome, Supplier<Optional<ResultView>> result) {
        return switch (outcome) {
            case SUCCEEDED -> new Finished(result, true, false, false);
            case FAILED -> new Finished(result, false, true, false);
            case TIMED_OUT -> new Finished(result, false, !task.handlesTimeout(), true);
        };
    }
}
