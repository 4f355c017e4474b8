package io.attune.pack.read;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.Ref;
import io.attune.model.pack.ActionDefinition;
import io.attune.model.pack.WorkflowDefinition;
import io.attune.pack.yaml.YamlNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the graph of a workflow (workflows.md §1, §2): that it has a version and named tasks. What the tasks say is checked by whoever runs
 * workflows.
 */
final class WorkflowFile {
    private static final List<String> GRAPH = List.of("version", "vars", "tasks", "output_map", "cancellation_policy");

    private WorkflowFile() {}

    /** @param action the action whose body the file is; null for a file that stands alone and makes its own action */
    static Optional<WorkflowDefinition> read(
            Fields fields, PackScope pack, @Nullable ActionDefinition action, String stem, FileFindings findings) {
        String ref = action != null ? action.ref() : standaloneRef(fields, pack, stem);
        String version = fields.required("version").orElse("");
        checkTasks(fields);
        var definition = JsonNodeFactory.instance.objectNode();
        for (String name : GRAPH) {
            var value = fields.find(name);
            if (value != null) {
                definition.set(name, value.json());
            }
        }
        ObjectNode parameters = fields.schema("parameters");
        ObjectNode output = fields.schema("output");
        var workflow = new WorkflowDefinition(
                ref,
                action != null ? action.label() : Common.label(fields, ref),
                fields.text("description").orElse(action == null ? null : action.description()),
                version,
                action != null && action.paramSchema() != null ? action.paramSchema() : parameters,
                action != null && action.outSchema() != null ? action.outSchema() : output,
                definition,
                tags(fields.texts("tags").orElse(List.of()), action));
        return findings.failed() ? Optional.empty() : Optional.of(workflow);
    }

    /** As the label and the schemas, they are the action's where it has any (workflows.md §1). */
    private static List<String> tags(List<String> own, @Nullable ActionDefinition action) {
        return action == null || action.tags().isEmpty() ? own : action.tags();
    }

    private static String standaloneRef(Fields fields, PackScope pack, String stem) {
        if (fields.has("ref")) {
            return Common.ref(fields, pack);
        }
        String ref = pack.qualified(stem);
        if (!Ref.isComponent(ref)) {
            fields.error(
                    "ref", "is required, because the file's name makes no ref", "add 'ref: " + pack.ref() + ".<name>'");
        }
        return ref;
    }

    private static void checkTasks(Fields fields) {
        var tasks = fields.find("tasks");
        if (tasks == null || tasks.json().isEmpty()) {
            fields.error("tasks", "at least one task is required", null);
            return;
        }
        // The form of old samples: a map of names, each of which can stand only once.
        if (tasks instanceof YamlNode.Mapping) {
            return;
        }
        Set<String> names = new HashSet<>();
        for (Fields task : fields.each("tasks")) {
            task.required("name")
                    .filter(name -> !names.add(name))
                    .ifPresent(name -> task.error("name", "another task is called '" + name + "' already", null));
        }
    }
}
