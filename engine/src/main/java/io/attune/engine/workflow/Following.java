package io.attune.engine.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.attune.engine.workflow.Progress.Ended;
import io.attune.engine.workflow.TaskState.Trigger;
import io.attune.engine.workflow.graph.Guard;
import io.attune.engine.workflow.graph.Task;
import io.attune.engine.workflow.graph.Text;
import io.attune.engine.workflow.graph.Transition;
import io.attune.expression.ExpressionException;
import io.attune.model.secret.SecretPlace;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What follows the end of one task (workflows.md §5, §6.3). */
final class Following {
    private final Run run;
    private final Task task;
    private final String name;
    private final Trigger end;

    /** @param end which may be over when the task leads to itself */
    Following(Run run, Trigger end) {
        this.run = run;
        this.task = run.plan.task(end.task());
        this.name = end.task();
        this.end = end;
    }

    void follow() {
        Ended ended = end.ended();
        if (task.within() != null) {
            endPart(task.within());
            return;
        }
        if (ended.isCompleted()) {
            arriveAtJoins();
        }
        Set<String> targets = new LinkedHashSet<>();
        for (Transition transition : task.next()) {
            if (fires(transition, ended.outcome())) {
                publish(transition);
                tell(transition);
                targets.addAll(transition.targets());
            }
        }
        boolean led = lead(targets, ended.isCompleted());
        if (led && !ended.isCompleted()) {
            // A failure that led somewhere is dealt with: the task counts as completed, for joins too.
            if (end.equals(run.endOf(name))) {
                run.progress(name, ended.asHandled());
            }
            arriveAtJoins();
            startJoins();
        }
        startAgain();
    }

    private void endPart(String parallel) {
        if (!(run.state(parallel).progress() instanceof Progress.Parts parts)) {
            return;
        }
        Progress.Parts left = parts.without(name);
        run.progress(parallel, left);
        if (left.open().isEmpty()) {
            run.end(parallel, ofParts(parallel), new Progress.Made.PartTasks());
        }
    }

    private Outcome ofParts(String parallel) {
        Set<Outcome> outcomes = new TreeSet<>();
        run.plan.tasks().values().stream()
                .filter(part -> parallel.equals(part.within()))
                .map(part -> run.state(part.name()).progress())
                .forEach(progress -> outcomes.add(
                        progress instanceof Ended(Outcome outcome, var _, var _) ? outcome : Outcome.FAILED));
        if (outcomes.contains(Outcome.FAILED)) {
            return Outcome.FAILED;
        }
        return outcomes.contains(Outcome.TIMED_OUT) ? Outcome.TIMED_OUT : Outcome.SUCCEEDED;
    }

    private boolean fires(Transition transition, Outcome outcome) {
        Guard when = transition.when();
        if (when == null) {
            return true;
        }
        TaskScope scope = run.scopeAfter(end);
        try {
            boolean holds = when.test(scope.reading(when.reads()));
            if (!holds && !transition.targets().isEmpty()) {
                run.note(
                        name,
                        Note.Kind.NOT_LED,
                        "does not lead to " + named(transition.targets()) + ": \"" + when + "\" does not hold",
                        Run.evidence(when, scope));
            }
            return holds;
        } catch (ExpressionException e) {
            run.note(name, "the condition \"" + when + "\" has no value, so that success counts: " + e.explanation());
            return outcome == Outcome.SUCCEEDED;
        }
    }

    private void tell(Transition transition) {
        if (!transition.targets().isEmpty()) {
            run.note(name, Note.Kind.LED, "leads to " + named(transition.targets()), null);
        }
    }

    private static String named(Collection<String> tasks) {
        return "'" + String.join("', '", tasks) + "'";
    }

    /** Each value sees those before it. A value that cannot be made leaves out the rest (expressions.md §1.1). */
    private void publish(Transition transition) {
        for (Transition.Publication publication : transition.publish()) {
            try {
                set(publication.name(), publication.value());
            } catch (ExpressionException e) {
                run.note(name, "'" + publication.name() + "' and what follows it is not published: " + e.explanation());
                return;
            }
        }
    }

    private void set(String variable, @Nullable Text text) {
        JsonNode value;
        List<SecretPlace> secrets;
        if (text == null) {
            ResultView view = run.results.of(end);
            value = view == null ? NullNode.getInstance() : view.plain();
            secrets = view == null ? List.of() : view.secrets();
        } else {
            TaskScope scope = run.scopeAfter(end).reading(text.reads());
            value = text.render(scope);
            secrets = text.secretPlaces(value, scope.secrets());
        }
        Values.requireStorable(value, "the value of '" + variable + "'");
        run.set(run.variables()
                .with(
                        new Variables.Version(variable, run.nextStep(), name, value, secrets),
                        run.states().values().stream().map(TaskState::step).toList()));
    }

    /** @return whether a task starts, now or when it is free, because of this end */
    private boolean lead(Set<String> targets, boolean completed) {
        boolean led = false;
        for (String target : targets) {
            if (run.plan.task(target).join() == null) {
                led |= leadTo(target);
            } else {
                wantJoin(target, completed);
            }
        }
        boolean joined = startJoins();
        for (String target : targets) {
            if (name.equals(run.state(target).wantedBy())) {
                run.note(target, Note.Kind.JOIN_WAITS, Joins.waits(run.plan, target, run.state(target)), null);
            }
        }
        return joined || led;
    }

    /** A task without a join starts with the first that leads to it; who comes later belongs to that start, unless it comes again. */
    private boolean leadTo(String target) {
        TaskState state = run.state(target);
        boolean repeated = state.arrived().contains(name);
        boolean starts = state.progress() instanceof Progress.Idle
                || (state.progress() instanceof Ended && (repeated || run.plan.leadsBack(name, target)));
        if (starts) {
            begin(target, end, run.step());
            return true;
        }
        if (repeated && state.progress().isActive()) {
            run.put(target, state.onceMore(end, run.step()));
            return true;
        }
        run.put(target, state.arrival(name, run.step()));
        return false;
    }

    private void begin(String target, Trigger trigger, long at) {
        Dispatch.begin(run, target, trigger, Arrivals.of(trigger.task(), at));
    }

    /** Counts this end at the joins it can lead to, whether or not it does. */
    private void arriveAtJoins() {
        for (String target : joins()) {
            TaskState state = run.state(target);
            run.put(
                    target,
                    isForNext(target, state) ? state.nextArrival(name, run.step()) : state.arrival(name, run.step()));
        }
    }

    private boolean isForNext(String target, TaskState state) {
        return switch (state.progress()) {
            case Progress.Idle _ -> false;
            case Ended _ -> state.arrived().contains(name) || run.plan.leadsBack(name, target);
            default -> state.arrived().contains(name);
        };
    }

    /** Remembers that a join is to start, unless this end still belongs to its last start. */
    private void wantJoin(String target, boolean completed) {
        TaskState state = run.state(target);
        boolean idle = state.progress() instanceof Progress.Idle;
        if (idle || (completed ? state.next().contains(name) : isForNext(target, state))) {
            run.put(target, state.wish(name, run.step()));
        }
    }

    private Set<String> joins() {
        Set<String> joins = new LinkedHashSet<>();
        task.next()
                .forEach(transition -> transition.targets().stream()
                        .filter(target -> run.plan.task(target).join() != null)
                        .forEach(joins::add));
        return joins;
    }

    /** @return whether one did, because of this end */
    private boolean startJoins() {
        boolean started = false;
        for (String target : joins()) {
            started |= Joins.startIfMet(run, target, end);
        }
        return started;
    }

    /** What led to this task while it was busy. */
    private void startAgain() {
        TaskState state = run.state(name);
        if (!(state.progress() instanceof Ended)) {
            return;
        }
        if (!state.again().isEmpty()) {
            run.put(name, state.oneLess());
            begin(
                    name,
                    state.again().getFirst().trigger(),
                    state.again().getFirst().step());
        } else if (task.join() != null) {
            Joins.startIfMet(run, name, state.wantedBy() == null ? null : run.endOf(state.wantedBy()));
        }
    }
}
