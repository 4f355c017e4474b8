package io.attune.engine.workflow;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.parameter.SecretFlow;
import io.attune.engine.parameter.SecretOrigin;
import io.attune.engine.workflow.WorkflowCommand.StartChild;
import io.attune.engine.workflow.WorkflowState.Ending;
import io.attune.engine.workflow.graph.Fanout;
import io.attune.engine.workflow.graph.Guard;
import io.attune.engine.workflow.graph.Task;
import io.attune.engine.workflow.graph.Text;
import io.attune.engine.workflow.graph.Work;
import io.attune.expression.ExpressionException;
import io.attune.expression.ExpressionSyntaxException;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.json.JsonWeight;
import io.attune.model.schema.FlatSchema;
import io.attune.model.secret.SecretKind;
import io.attune.model.secret.SecretPlace;
import io.attune.model.secret.SecretSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Starts tasks (workflows.md §6.2, §7). */
final class Dispatch {
    /** The children of a task exist at once, and with them what each is given. */
    private static final long LARGEST_FANOUT = 64L << 20;

    /** What a child takes beside its input. */
    private static final long CHILD = 256;

    private final Run run;
    private final Task task;
    private final TaskState state;

    private Dispatch(Run run, Task task) {
        this.run = run;
        this.task = task;
        this.state = run.state(task.name());
    }

    /** Begins an iteration of a task, unless there were too many. */
    static void begin(Run run, String name, TaskState.@Nullable Trigger trigger, Arrivals arrived) {
        if (run.isRunning()) {
            begin(run, name, run.state(name).begun(run.nextStep(), trigger, arrived));
        }
    }

    /** Begins the latest iteration of an earlier run again. */
    static void beginAgain(Run run, String name, TaskState earlier, @Nullable IndexSet items) {
        if (run.isRunning()) {
            begin(run, name, run.state(name).begunAgain(run.nextStep(), earlier.step(), items));
        }
    }

    private static void begin(Run run, String name, TaskState begun) {
        run.put(name, begun);
        if (begun.iteration() > run.maxDispatches) {
            // The start that is one too many is what a rerun begins with.
            String reason = "was started " + run.maxDispatches
                    + " times, which is the limit (workflow.max_dispatches_per_task); is there a loop without an exit?";
            run.end(name, Outcome.FAILED, new Progress.Made.Refusal(reason));
            Stop.stop(run, new Ending(ExecutionStatus.FAILED, "Workflow failed: task '" + name + "' " + reason));
        } else if (!run.isPaused()) {
            startWhenDue(run, name);
        }
    }

    /** Starts a task that is ready, after its delay. */
    static void startWhenDue(Run run, String name) {
        Task task = run.plan.task(name);
        if (task.delay().isZero()) {
            now(run, name);
            return;
        }
        var until = run.at.plus(task.delay());
        run.progress(name, new Progress.Delayed(until, false));
        run.note(
                name,
                Note.Kind.DELAYED,
                "starts at " + until + ", after its delay of " + task.delay().toSeconds() + " s",
                null);
        run.command(new WorkflowCommand.StartTimer(
                new Timer.Delay(name, run.state(name).iteration()), until));
    }

    /** Starts a task. */
    static void now(Run run, String name) {
        new Dispatch(run, run.plan.task(name)).start();
    }

    private void start() {
        Guard when = task.when();
        TaskScope scope = run.scopeAfter(state.trigger());
        try {
            if (when != null && !when.test(scope.reading(when.reads()))) {
                run.note(
                        task.name(),
                        Note.Kind.SKIPPED,
                        "skipped: its condition \"" + when + "\" does not hold",
                        Run.evidence(when, scope));
                run.end(task.name(), Outcome.SUCCEEDED, new Progress.Made.Nothing());
                return;
            }
        } catch (ExpressionException e) {
            refuse("when: " + e.explanation());
            return;
        }
        switch (task.work()) {
            case Work.Parallel(List<String> parts) -> {
                run.progress(task.name(), new Progress.Parts(new TreeSet<>(parts)));
                parts.forEach(part -> begin(run, part, state.trigger(), Arrivals.NONE));
            }
            case Work.Action action -> action(action, scope);
        }
    }

    private void action(Work.Action action, TaskScope scope) {
        var schema = run.facts.action(action.ref());
        if (schema.isEmpty()) {
            refuse("action: there is no action '" + action.ref() + "'");
            return;
        }
        var children = new ChildMaker(action, schema.get(), scope);
        try {
            if (task.fanout() == null) {
                StartChild child = children.make(new ChildKey(task.name(), state.iteration(), null, 0), null);
                run.progress(task.name(), new Progress.Running(0, Progress.Hold.NONE));
                run.command(child);
            } else {
                items(task.fanout(), children, scope);
            }
        } catch (ExpressionException e) {
            refuse(e.explanation());
        }
    }

    private void refuse(String reason) {
        run.note(task.name(), Note.Kind.REFUSED, "cannot start: " + reason, null);
        run.end(task.name(), Outcome.FAILED, new Progress.Made.Refusal(reason));
    }

    private void items(Fanout fanout, ChildMaker children, TaskScope scope) {
        TaskScope listScope = scope.reading(fanout.list().reads());
        JsonNode rendered = rendered(fanout.list(), listScope, "with_items");
        List<SecretPlace> secrets = fanout.list().secretPlaces(rendered, listScope.secrets());
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        if (rendered instanceof ArrayNode array) {
            list = array;
        } else {
            run.note(task.name(), "with_items gives no list, and what it gives counts as one item");
            list.add(rendered);
            secrets = secrets.stream()
                    .map(place ->
                            new SecretPlace(JsonPointer.empty().appendIndex(0).append(place.at()), place.source()))
                    .toList();
        }
        int size = fanout.batchSize() == null ? 1 : fanout.batchSize();
        int total = (int) (((long) list.size() + size - 1) / size);
        if (total == 0) {
            run.end(task.name(), Outcome.SUCCEEDED, new Progress.Made.ItemChildren(IndexSet.none(0)));
            return;
        }
        IndexSet kept = state.kept();
        IndexSet open = kept != null && kept.size() == total ? kept.inverse() : IndexSet.all(total);
        var items = new ItemSecrets(secrets);
        List<StartChild> started = new ArrayList<>();
        long weight = 0;
        for (int index = open.next(0).orElse(total);
                index < total;
                index = open.next(index + 1).orElse(total)) {
            var item = item(list, fanout.batchSize(), index, items);
            var key = new ChildKey(task.name(), state.iteration(), index, 0);
            StartChild child = children.make(key, item);
            weight += CHILD + JsonWeight.of(child.parameters());
            if (weight > LARGEST_FANOUT) {
                throw new ExpressionException(
                        "with_items: the inputs of its " + total + " items take more than " + (LARGEST_FANOUT >> 20)
                                + " MiB together; give them a key or an artifact to read what they share",
                        0,
                        null);
            }
            started.add(child);
        }
        if (open.count() < total) {
            run.command(new WorkflowCommand.ReuseChildren(task.name(), state.iteration(), open.inverse()));
        }
        run.progress(task.name(), Progress.Items.of(open));
        Children.release(run, task, started);
    }

    private static TaskScope.Item item(ArrayNode list, @Nullable Integer batch, int index, ItemSecrets secrets) {
        if (batch == null) {
            return new TaskScope.Item(list.get(index), index, secrets.of(index));
        }
        ArrayNode chunk = JsonNodeFactory.instance.arrayNode();
        List<SecretPlace> inside = new ArrayList<>();
        for (int i = index * batch; i < Math.min(list.size(), (index + 1) * batch); i++) {
            JsonPointer at = JsonPointer.empty().appendIndex(chunk.size());
            secrets.of(i).forEach(place -> inside.add(new SecretPlace(at.append(place.at()), place.source())));
            chunk.add(list.get(i));
        }
        return new TaskScope.Item(chunk, index, inside);
    }

    /** The secrets of a list by its elements, found once: both may be many. */
    private static final class ItemSecrets {
        private final List<SecretPlace> ofAll = new ArrayList<>();
        private final Map<Integer, List<SecretPlace>> byIndex = new HashMap<>();

        ItemSecrets(List<SecretPlace> secrets) {
            for (SecretPlace place : secrets) {
                if (place.at().matches()) {
                    ofAll.add(place);
                } else {
                    byIndex.computeIfAbsent(place.at().getMatchingIndex(), _ -> new ArrayList<>())
                            .add(new SecretPlace(place.at().tail(), place.source()));
                }
            }
        }

        /** Within the element. */
        List<SecretPlace> of(int index) {
            List<SecretPlace> own = byIndex.getOrDefault(index, List.of());
            return ofAll.isEmpty()
                    ? own
                    : Stream.concat(ofAll.stream(), own.stream()).toList();
        }
    }

    private static JsonNode rendered(Text text, TaskScope scope, String field) {
        try {
            return text.render(scope);
        } catch (ExpressionSyntaxException e) {
            throw new ExpressionException(e.explanation() + " in \"" + e.source() + "\"", e.position(), null);
        } catch (ExpressionException e) {
            throw new ExpressionException(
                    field + ": " + e.message() + " in " + text.source(),
                    e.position(),
                    e.hint().orElse(null));
        }
    }

    /** Makes the children of one task. What is the same for all of them is found out once. */
    private final class ChildMaker {
        private final Work.Action action;
        private final FlatSchema schema;
        private final Rendering input;
        private final Rendering overrides;

        ChildMaker(Work.Action action, FlatSchema schema, TaskScope scope) {
            this.action = action;
            this.schema = schema;
            this.input = new Rendering(action.input(), scope, "input");
            this.overrides = new Rendering(action.overrides(), scope, "placement");
        }

        /** @param item null for the only child of a task, which starts at once */
        StartChild make(ChildKey key, TaskScope.@Nullable Item item) {
            ObjectNode parameters;
            List<SecretPlace> secrets;
            if (action.input().isEmpty()) {
                parameters = run.facts.parameters();
                secrets = run.facts.parameterSecrets().stream()
                        .map(place ->
                                new SecretPlace(place.at(), new SecretSource(SecretKind.WORKFLOW_PARAMETER, null)))
                        .toList();
            } else {
                Rendering.Made made = input.make(item);
                if (!(made.value() instanceof ObjectNode object)) {
                    throw new ExpressionException("input: gives no map of parameters", 0, null);
                }
                parameters = object;
                secrets = made.secrets();
            }
            Values.requireStorable(parameters, "input");
            requireDeclared(secrets);
            return new StartChild(
                    key,
                    action.ref(),
                    parameters,
                    secrets,
                    overrides(item),
                    state.trigger() == null ? null : state.trigger().task(),
                    task.timeout(),
                    task.retry() == null ? 0 : task.retry().count(),
                    item != null,
                    task.fanout() != null && task.fanout().batchSize() != null);
        }

        /** A secret may only go where the action expects one (expressions.md §9). */
        private void requireDeclared(List<SecretPlace> secrets) {
            if (secrets.isEmpty()) {
                return;
            }
            List<SecretPlace> undeclared = SecretFlow.undeclared(schema, secrets);
            if (!undeclared.isEmpty()) {
                throw new ExpressionException("input: " + SecretFlow.refusal(undeclared.getFirst()), 0, null);
            }
        }

        private ObjectNode overrides(TaskScope.@Nullable Item item) {
            if (action.overrides().isEmpty()) {
                return JsonNodeFactory.instance.objectNode();
            }
            Rendering.Made made = overrides.make(item);
            if (!made.secrets().isEmpty()) {
                throw new ExpressionException("permission sets and placement cannot be made of secrets", 0, null);
            }
            return (ObjectNode) made.value();
        }
    }

    /** A text that is rendered for each item of a task, or once. */
    private static final class Rendering {
        private final Text text;
        private final TaskScope scope;
        private final String field;

        /** Those that it can read and that are of no item; looked up when first needed. */
        private @Nullable List<SecretOrigin> common;

        Rendering(Text text, TaskScope scope, String field) {
            this.text = text;
            this.scope = scope.reading(text.reads());
            this.field = field;
        }

        /** @param secrets where the value holds some */
        record Made(JsonNode value, List<SecretPlace> secrets) {}

        Made make(TaskScope.@Nullable Item item) {
            JsonNode value = rendered(text, item == null ? scope : scope.with(item), field);
            if (common == null) {
                common = text.secretsAmong(scope.secrets());
            }
            List<SecretOrigin> origins = common;
            if (item != null && !item.secrets().isEmpty()) {
                origins = new ArrayList<>(common);
                origins.addAll(TaskScope.secrets(item));
            }
            return new Made(value, text.secretPlaces(value, origins));
        }
    }
}
