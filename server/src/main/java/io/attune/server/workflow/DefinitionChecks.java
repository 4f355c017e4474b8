package io.attune.server.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.engine.workflow.graph.Problem;
import io.attune.engine.workflow.graph.Problem.Severity;
import io.attune.engine.workflow.graph.WorkflowReader;
import io.attune.model.catalog.Workflow;
import io.attune.model.schema.FlatSchema;
import io.attune.pack.yaml.YamlException;
import io.attune.pack.yaml.YamlNode;
import io.attune.pack.yaml.YamlReader;
import io.attune.server.http.Data;
import io.attune.server.http.FieldChecks;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks graphs that are to be saved (workflows.md §4.1). */
final class DefinitionChecks {
    private static final int LARGEST = 1 << 20;

    private DefinitionChecks() {}

    /**
     * Reads a definition that is to be saved: JSON, or text in YAML, whose lines the findings then name.
     *
     * @return the definition as JSON; what was given when it cannot be read
     */
    static @Nullable JsonNode read(FieldChecks checks, @Nullable JsonNode given, @Nullable JsonNode paramSchema) {
        if (given == null || !given.isTextual()) {
            check(checks, given, paramSchema);
            return given;
        }
        try {
            Optional<YamlNode> read = YamlReader.read(given.textValue());
            if (read.isEmpty() || !(read.get() instanceof YamlNode.Mapping document)) {
                checks.finding("definition", "must be an object, or YAML text of one");
                return given;
            }
            JsonNode definition = document.json();
            check(
                    checks,
                    definition,
                    paramSchema,
                    path -> "line " + document.nearest(path).place().line() + ": ");
            return definition;
        } catch (YamlException e) {
            checks.finding("definition", "line " + e.place().line() + ": " + e.getMessage());
            return given;
        }
    }

    /** Whether the actions exist is seen when the workflow runs: they may come later. */
    static void check(FieldChecks checks, @Nullable JsonNode definition, @Nullable JsonNode paramSchema) {
        check(checks, definition, paramSchema, _ -> "");
    }

    /** @param where the beginning of a message about a place */
    private static void check(
            FieldChecks checks,
            @Nullable JsonNode definition,
            @Nullable JsonNode paramSchema,
            Function<List<String>, String> where) {
        if (definition == null || definition.isNull()) {
            return;
        }
        if (!definition.isObject()) {
            checks.finding("definition", "must be an object");
            return;
        }
        if (definition.toString().length() > LARGEST) {
            checks.finding("definition", "must not be larger than 1 MiB");
            return;
        }
        report(checks, problems(definition, paramSchema), where);
    }

    /** What is wrong with a graph that stays now that its parameters are others. What was wrong before does not come from them. */
    static void parametersChanged(FieldChecks checks, Workflow current, @Nullable JsonNode paramSchema) {
        List<Problem> before = problems(current.definition(), current.paramSchema());
        List<Problem> now = problems(current.definition(), paramSchema).stream()
                .filter(problem -> !before.contains(problem))
                .toList();
        report(checks, now, _ -> "");
    }

    private static void report(FieldChecks checks, List<Problem> problems, Function<List<String>, String> where) {
        problems.forEach(problem -> checks.finding(
                Stream.concat(Stream.of("definition"), problem.path().stream()).collect(Collectors.joining(".")),
                where.apply(problem.path()) + text(problem)));
    }

    /** What keeps a graph from being saved. */
    static List<Problem> problems(JsonNode definition, @Nullable JsonNode paramSchema) {
        return WorkflowReader.check(definition, FlatSchema.of(paramSchema), _ -> true).problems().stream()
                .filter(problem -> problem.severity() != Severity.ADVICE)
                .toList();
    }

    /** A workflow that was saved, and what its author may not have meant (workflows.md §4.2). */
    static Data<WorkflowView> saved(Workflow workflow, String message) {
        String advice =
                WorkflowReader.check(workflow.definition(), FlatSchema.of(workflow.paramSchema()), _ -> true)
                        .problems()
                        .stream()
                        .filter(problem -> problem.severity() == Severity.ADVICE)
                        .map(problem -> ". Note: " + text(problem))
                        .collect(Collectors.joining());
        return Data.of(WorkflowView.of(workflow), message + advice);
    }

    private static String text(Problem problem) {
        return problem.sentence() + (problem.hint() == null ? "" : "; " + problem.hint());
    }
}
