package io.attune.engine.workflow.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.engine.workflow.graph.Problem.Severity;
import io.attune.expression.ExpressionSyntaxException;
import io.attune.expression.Template;
import io.attune.expression.Vocabulary;
import io.attune.model.schema.FlatSchema;
import io.attune.model.schema.Parameter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether the templates and conditions of a workflow can be read, and the names in them exist (expressions.md §3.3, §7). */
final class TextCheck {
    private static final Set<String> ROOTS = Set.of(
            "parameters",
            "workflow",
            "vars",
            "variables",
            "task",
            "tasks",
            "config",
            "keystore",
            "datastore",
            "pack",
            "system");
    private static final Set<String> FUNCTIONS =
            Set.of("result", "succeeded", "failed", "timed_out", "now", "uuid", "kv.get", "kv.get_secret");
    private static final List<String> RENDERED = List.of(
            "input",
            "permission_set_refs",
            "permission_set_ref",
            "worker_selector",
            "worker_tolerations",
            "worker_affinity");

    private final Vocabulary usual;
    private final Vocabulary ofItems;
    private final Vocabulary ofStart;
    private final Problems problems;

    private TextCheck(WorkflowPlan plan, FlatSchema parameters, Problems problems) {
        Set<String> variables = new HashSet<>();
        plan.variables().source().fieldNames().forEachRemaining(variables::add);
        plan.tasks().values().stream()
                .flatMap(task -> task.next().stream())
                .flatMap(transition -> transition.publish().stream())
                .forEach(publication -> variables.add(publication.name()));
        Set<String> names = new HashSet<>(ROOTS);
        names.addAll(variables);
        names.addAll(plan.tasks().keySet());
        parameters.parameters().stream().map(Parameter::name).forEach(names::add);
        Map<String, Set<String>> members = new HashMap<>();
        List.of("workflow", "vars", "variables").forEach(root -> members.put(root, variables));
        List.of("task", "tasks").forEach(root -> members.put(root, plan.tasks().keySet()));
        Set<String> withItem = new HashSet<>(names);
        withItem.addAll(Set.of("item", "index"));
        this.usual = new Vocabulary(names, FUNCTIONS, null, members);
        this.ofItems = new Vocabulary(withItem, FUNCTIONS, null, members);
        this.ofStart = new Vocabulary(Set.of("parameters", "system"), Set.of("now", "uuid"), null, Map.of());
        this.problems = problems;
    }

    static void check(WorkflowPlan plan, JsonNode definition, FlatSchema parameters, Problems problems) {
        var check = new TextCheck(plan, parameters, problems);
        check.template(null, List.of("vars"), definition.path("vars"), check.ofStart);
        check.template(null, List.of("output_map"), definition.path("output_map"), check.usual);
        check.tasks(definition, Places.of(definition));
    }

    private void tasks(JsonNode holder, Places places) {
        JsonNode tasks = holder.path("tasks");
        if (tasks.isObject()) {
            tasks.properties().forEach(entry -> task(entry.getKey(), entry.getValue(), places));
        }
        tasks.valueStream()
                .filter(_ -> tasks.isArray())
                .forEach(task -> task(task.path("name").asText(), task, places));
    }

    private void task(String name, JsonNode task, Places places) {
        List<String> path = places.of(name);
        Vocabulary inItem = task.hasNonNull("with_items") ? ofItems : usual;
        template(name, Problems.within(path, "with_items"), task.path("with_items"), usual);
        RENDERED.forEach(field -> template(name, Problems.within(path, field), task.path(field), inItem));
        condition(name, Problems.within(path, "when"), task.path("when"));
        condition(
                name,
                Problems.within(path, "retry", "on_error"),
                task.path("retry").path("on_error"));
        template(name, Problems.within(path, "publish"), task.path("publish"), usual);
        for (int i = 0; i < task.path("next").size(); i++) {
            JsonNode next = task.path("next").get(i);
            List<String> at = Problems.within(path, "next", String.valueOf(i));
            condition(name, Problems.within(at, "when"), next.path("when"));
            template(name, Problems.within(at, "publish"), next.path("publish"), usual);
        }
        for (int i = 0; i < task.path("decision").size(); i++) {
            condition(
                    name,
                    Problems.within(path, "decision", String.valueOf(i), "when"),
                    task.path("decision").get(i).path("when"));
        }
        tasks(task, places);
    }

    private void condition(String task, List<String> path, JsonNode text) {
        if (text.isTextual() && !text.textValue().isBlank()) {
            add(task, path, Guard.problems(text.textValue(), usual));
        }
    }

    private void template(@Nullable String task, List<String> path, JsonNode document, Vocabulary vocabulary) {
        JsonNode present = document.isMissingNode() ? JsonNodeFactory.instance.nullNode() : document;
        add(task, path, Template.problems(present, vocabulary));
    }

    private void add(@Nullable String task, List<String> path, List<ExpressionSyntaxException> found) {
        for (ExpressionSyntaxException problem : found) {
            problems.add(
                    Severity.ERROR,
                    task,
                    Problems.withinField(path, problem.field()),
                    problem.message() + " in \"" + problem.source() + "\"",
                    problem.hint().orElse(null));
        }
    }
}
