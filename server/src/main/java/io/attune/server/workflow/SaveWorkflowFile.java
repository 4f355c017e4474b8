package io.attune.server.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.Ref;
import io.attune.server.component.ComponentChecks;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Given;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body that writes a workflow into the files of its pack. Fields that must be there are nullable only until {@link #check} was called.
 *
 * @param packRef repeated in the path or known from the workflow, which win
 */
record SaveWorkflowFile(
        @Nullable String name,
        @Nullable String label,
        @Nullable String version,
        @Nullable String packRef,
        @Nullable JsonNode definition,
        @Nullable String description,
        @Nullable JsonNode paramSchema,
        @Nullable JsonNode outSchema,
        @Nullable List<String> tags) {
    private static final List<String> OF_THE_FILE = List.of("vars", "tasks", "output_map", "cancellation_policy");

    /**
     * @param pack that the workflow is in
     * @return the same with the definition as JSON
     * @throws io.attune.server.http.AttuneException 422 naming every field that is wrong
     */
    SaveWorkflowFile check(String pack) {
        var checks = new FieldChecks()
                .text("name", name, 1, 255)
                .text("label", label, 1, 255)
                .text("version", version, 1, 50)
                .required("definition", Given.json(definition));
        if (name != null && !Ref.isComponent(pack + "." + name)) {
            checks.finding("name", "must be one word of small letters, digits, '_' and '-' that begins with a letter");
        }
        ComponentChecks.schema(checks, "param_schema", paramSchema);
        ComponentChecks.schema(checks, "out_schema", outSchema);
        JsonNode graph = DefinitionChecks.read(checks, definition, paramSchema);
        checks.done();
        return new SaveWorkflowFile(name, label, version, pack, graph, description, paramSchema, outSchema, tags);
    }

    String checkedName() {
        return Objects.requireNonNull(name, "check() comes first");
    }

    JsonNode graph() {
        return Objects.requireNonNull(definition, "check() comes first");
    }

    /** What {@code <name>.workflow.yaml} holds. */
    ObjectNode graphFile() {
        ObjectNode file = JsonNodeFactory.instance.objectNode().put("version", version);
        OF_THE_FILE.forEach(field -> {
            if (graph().hasNonNull(field)) {
                file.set(field, graph().get(field));
            }
        });
        return file;
    }

    /**
     * What {@code <name>.yaml} holds.
     *
     * @param before what it held; fields that are no business of this request stay
     * @param graphFile the path of the other file below {@code actions/}
     */
    ObjectNode actionFile(ObjectNode before, String ref, String graphFile) {
        ObjectNode file = JsonNodeFactory.instance.objectNode().put("ref", ref).put("label", label);
        if (description != null) {
            file.put("description", description);
        }
        file.put("workflow_file", graphFile);
        set(file, "parameters", paramSchema);
        set(file, "output", outSchema);
        if (tags != null && !tags.isEmpty()) {
            tags.forEach(file.putArray("tags")::add);
        }
        ObjectNode merged = before.deepCopy();
        merged.remove(List.of("description", "parameters", "output", "output_schema", "tags", "name"));
        merged.setAll(file);
        return merged;
    }

    private static void set(ObjectNode file, String field, @Nullable JsonNode value) {
        JsonNode given = Given.json(value);
        if (given != null) {
            file.set(field, given);
        }
    }
}
