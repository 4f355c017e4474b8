package io.attune.engine.workflow;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.parameter.SecretOrigin;
import io.attune.engine.workflow.graph.Reads;
import io.attune.engine.workflow.graph.WorkflowPlan;
import io.attune.expression.Scope;
import io.attune.expression.syntax.References;
import io.attune.model.schema.SecretPath;
import io.attune.model.secret.SecretKind;
import io.attune.model.secret.SecretPlace;
import io.attune.model.secret.SecretSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the texts of a task can reach (expressions.md §3.3). */
final class TaskScope implements Scope {
    private static final Set<String> VARIABLES = Set.of("workflow", "vars", "variables");
    private static final Set<String> TASKS = Set.of("task", "tasks");
    private static final Set<String> SURROUNDINGS = Set.of("config", "pack", "keystore", "datastore", "system");

    /**
     * What {@code result()} and its like speak of.
     *
     * @param result looked up when asked for; nothing for a task without one
     */
    record Finished(Supplier<Optional<ResultView>> result, boolean succeeded, boolean failed, boolean timedOut) {
        /** Where nothing has finished yet. */
        static final Finished NONE = new Finished(Optional::empty, false, false, false);
    }

    /** An item of a {@code with_items} task. */
    record Item(JsonNode value, int index, List<SecretPlace> secrets) {}

    private final WorkflowPlan plan;
    private final WorkflowFacts facts;
    private final Variables variables;
    private final Results results;
    private final Finished finished;
    private final Reads reads;
    private final @Nullable Item item;
    private final Map<String, ObjectNode> taskRoots;

    private TaskScope(
            WorkflowPlan plan,
            WorkflowFacts facts,
            Variables variables,
            Results results,
            Finished finished,
            Reads reads,
            @Nullable Item item,
            Map<String, ObjectNode> taskRoots) {
        this.plan = plan;
        this.facts = facts;
        this.variables = variables;
        this.results = results;
        this.finished = finished;
        this.reads = reads;
        this.item = item;
        this.taskRoots = taskRoots;
    }

    static TaskScope of(
            WorkflowPlan plan, WorkflowFacts facts, Variables variables, Results results, Finished finished) {
        return new TaskScope(plan, facts, variables, results, finished, Reads.NOTHING, null, new HashMap<>());
    }

    /** For a text that may ask for these tasks. */
    TaskScope reading(Reads reads) {
        return new TaskScope(plan, facts, variables, results, finished, reads, item, new HashMap<>());
    }

    /** For one of many items, which share what the text asks for. */
    TaskScope with(Item item) {
        return new TaskScope(plan, facts, variables, results, finished, reads, item, taskRoots);
    }

    @Override
    public @Nullable JsonNode lookup(String name) {
        if (name.equals("parameters")) {
            return facts.parameters();
        }
        if (VARIABLES.contains(name)) {
            return variables.values();
        }
        if (TASKS.contains(name)) {
            return taskRoots.computeIfAbsent("task", _ -> tasks());
        }
        if (SURROUNDINGS.contains(name)) {
            return facts.surroundings().lookup(name);
        }
        if (item != null && name.equals("item")) {
            return item.value();
        }
        if (item != null && name.equals("index")) {
            return IntNode.valueOf(item.index());
        }
        return bare(name);
    }

    /** Variables, then tasks, then parameters. */
    private @Nullable JsonNode bare(String name) {
        JsonNode variable = variables.values().get(name);
        if (variable != null) {
            return variable;
        }
        ResultView view = plan.tasks().containsKey(name) ? results.find(name) : null;
        return view != null ? view.wide() : facts.parameters().get(name);
    }

    private ObjectNode tasks() {
        ObjectNode tasks = JsonNodeFactory.instance.objectNode();
        for (String task : plan.tasks().keySet()) {
            ResultView view = reads.includes(task) ? results.find(task) : null;
            if (view != null) {
                tasks.set(task, view.wide());
            }
        }
        return tasks;
    }

    @Override
    public @Nullable ScopeFunction function(String name) {
        return switch (name) {
            case "result" ->
                (_, _) ->
                        finished.result().get().<JsonNode>map(ResultView::wide).orElse(NullNode.getInstance());
            case "succeeded" -> (_, _) -> BooleanNode.valueOf(finished.succeeded());
            case "failed" -> (_, _) -> BooleanNode.valueOf(finished.failed());
            case "timed_out" -> (_, _) -> BooleanNode.valueOf(finished.timedOut());
            default -> facts.surroundings().function(name);
        };
    }

    @Override
    public Collection<String> names() {
        return Stream.of(
                        Stream.of("parameters", "workflow", "task"),
                        SURROUNDINGS.stream(),
                        variables.values().propertyStream().map(Map.Entry::getKey))
                .flatMap(names -> names)
                .toList();
    }

    /** The secrets among all that but the item (expressions.md §9), under each of their names. */
    List<SecretOrigin> secrets() {
        List<SecretOrigin> origins = new ArrayList<>(facts.surroundingSecrets());
        for (SecretPlace place : facts.parameterSecrets()) {
            SecretSource source = new SecretSource(SecretKind.WORKFLOW_PARAMETER, null);
            add(origins, source, place.segments(), "parameters");
            add(origins, source, place.segments());
        }
        for (Variables.Version version : reads.variables() ? variables.current() : List.<Variables.Version>of()) {
            for (SecretPlace place : version.secrets()) {
                List<String> path = Stream.concat(Stream.of(version.name()), place.segments().stream())
                        .toList();
                VARIABLES.forEach(root -> add(origins, place.source(), path, root));
                add(origins, place.source(), path);
            }
        }
        for (String task : plan.tasks().keySet()) {
            ResultView view = reads.includes(task) ? results.find(task) : null;
            if (view != null) {
                for (ResultView.WideSecret secret : view.wideSecrets()) {
                    TASKS.forEach(root -> add(origins, secret.source(), secret.path(), root, task));
                    add(origins, secret.source(), secret.path(), task);
                }
            }
        }
        if (reads.includes(References.RESULT)) {
            finished.result().get().map(ResultView::wideSecrets).orElse(List.of()).stream()
                    .forEach(secret -> add(origins, secret.source(), secret.path(), References.RESULT));
        }
        return origins;
    }

    /** Those of its item; the others are the same for all items. */
    static List<SecretOrigin> secrets(Item item) {
        List<SecretOrigin> origins = new ArrayList<>(item.secrets().size());
        item.secrets().forEach(place -> add(origins, place.source(), place.segments(), "item"));
        return origins;
    }

    private static void add(List<SecretOrigin> origins, SecretSource source, List<String> path, String... below) {
        SecretPath inside = SecretPath.of(path.toArray(String[]::new)).below(below);
        origins.add(new SecretOrigin(inside, source));
    }

    /** Where a value holds the secrets of a whole that has it at {@code at}. */
    static List<SecretPlace> inside(List<SecretPlace> secrets, JsonPointer at) {
        List<SecretPlace> inside = new ArrayList<>();
        for (SecretPlace secret : secrets) {
            if (secret.holds(at)) {
                inside.add(new SecretPlace(JsonPointer.empty(), secret.source()));
            } else if (new SecretPlace(at, secret.source()).holds(secret.at())) {
                JsonPointer rest = secret.at();
                for (JsonPointer step = at; !step.matches(); step = step.tail()) {
                    rest = rest.tail();
                }
                inside.add(new SecretPlace(rest, secret.source()));
            }
        }
        return inside;
    }
}
