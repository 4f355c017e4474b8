package io.attune.engine.workflow.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.WireEnum;
import io.attune.model.schema.FlatSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads a definition, the members {@code vars}, {@code tasks}, {@code output_map} and {@code cancellation_policy} of a workflow file
 * (workflows.md §2–§5), and says all at once what is wrong with it (§4.1).
 */
public final class WorkflowReader {
    private WorkflowReader() {}

    /**
     * What was read.
     *
     * @param plan nothing when a problem is fatal
     */
    public record Reading(Optional<WorkflowPlan> plan, List<Problem> problems) {
        public Reading {
            problems = List.copyOf(problems);
        }

        /** Whether it may be saved. */
        public boolean sound() {
            return problems.stream().allMatch(problem -> problem.severity() == Problem.Severity.ADVICE);
        }
    }

    /** Reads what will be run, without the checks that are made when it is saved. */
    public static Reading read(JsonNode definition) {
        var problems = new Problems();
        var plan = plan(definition, problems);
        return new Reading(plan, problems.all());
    }

    /**
     * Reads what is to be saved.
     *
     * @param parameters those of the workflow
     * @param actions whether there is an action of that ref; where nobody knows, say that there is
     */
    public static Reading check(JsonNode definition, FlatSchema parameters, Predicate<String> actions) {
        var problems = new Problems();
        var plan = plan(definition, problems);
        plan.ifPresent(read -> GraphCheck.check(read, definition, actions, problems));
        plan.ifPresent(read -> TextCheck.check(read, definition, parameters, problems));
        return new Reading(plan, problems.all());
    }

    private static Optional<WorkflowPlan> plan(JsonNode definition, Problems problems) {
        var form = new Form(
                definition instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode(),
                List.of(),
                null,
                problems);
        ObjectNode variables = variables(form);
        Map<String, Task> tasks = TaskReader.readAll(form);
        Map<String, Text> output = output(form);
        CancellationPolicy cancellation = form.text("cancellation_policy")
                .flatMap(word -> {
                    var policy = WireEnum.find(CancellationPolicy.class, word);
                    if (policy.isEmpty()) {
                        form.fatal(
                                "'" + word + "' is not one of allow_finish, cancel_running",
                                null,
                                "cancellation_policy");
                    }
                    return policy;
                })
                .orElse(CancellationPolicy.ALLOW_FINISH);
        if (problems.fatal()) {
            return Optional.empty();
        }
        var predecessors = Graph.predecessors(tasks);
        return Optional.of(new WorkflowPlan(
                Text.of(variables, "vars"),
                tasks,
                output,
                cancellation,
                Graph.entries(tasks, predecessors),
                predecessors,
                Graph.returns(tasks, predecessors)));
    }

    /** A map; or a list of maps with one entry each, as in old samples. */
    private static ObjectNode variables(Form form) {
        var variables = JsonNodeFactory.instance.objectNode();
        form.find("vars").ifPresent(value -> {
            if (value instanceof ObjectNode object) {
                variables.setAll(object);
            } else if (value.isArray() && allObjects(value)) {
                value.forEach(pair -> variables.setAll((ObjectNode) pair));
            } else {
                form.fatal("must be a map, found " + Form.kind(value), null, "vars");
            }
        });
        return variables;
    }

    private static boolean allObjects(JsonNode list) {
        return list.valueStream().allMatch(JsonNode::isObject);
    }

    private static Map<String, Text> output(Form form) {
        Map<String, Text> output = new LinkedHashMap<>();
        form.inside("output_map")
                .ifPresent(map -> map.fields()
                        .properties()
                        .forEach(entry ->
                                output.put(entry.getKey(), Text.of(entry.getValue(), "output_map." + entry.getKey()))));
        return output;
    }
}
