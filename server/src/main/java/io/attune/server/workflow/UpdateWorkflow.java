package io.attune.server.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.catalog.ActionSettings;
import io.attune.model.catalog.Workflow;
import io.attune.model.catalog.WorkflowSettings;
import io.attune.server.component.ComponentChecks;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Given;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body that changes a workflow; what is absent stays as it is. */
record UpdateWorkflow(
        @Nullable String label,
        @Nullable String description,
        @Nullable String version,
        @Nullable JsonNode paramSchema,
        @Nullable JsonNode outSchema,
        @Nullable JsonNode definition,
        @Nullable List<String> tags) {
    /**
     * @return the same with the definition as JSON
     * @throws io.attune.server.http.AttuneException 422 naming every field that is wrong, together with what stays
     */
    UpdateWorkflow check(Workflow current) {
        var checks = new FieldChecks().optionalText("label", label, 1, 255).optionalText("version", version, 1, 50);
        ComponentChecks.schema(checks, "param_schema", paramSchema);
        ComponentChecks.schema(checks, "out_schema", outSchema);
        JsonNode given = Given.json(definition);
        JsonNode schema = Given.orNull(Given.json(paramSchema), current.paramSchema());
        JsonNode graph = DefinitionChecks.read(checks, given, schema);
        if (given == null && paramSchema != null) {
            DefinitionChecks.parametersChanged(checks, current, schema);
        }
        checks.done();
        return new UpdateWorkflow(label, description, version, paramSchema, outSchema, graph, tags);
    }

    WorkflowSettings applyTo(Workflow current) {
        return new WorkflowSettings(
                Given.or(label, current.label()),
                Given.orNull(description, current.description()),
                Given.or(version, current.version()),
                Given.orNull(Given.json(paramSchema), current.paramSchema()),
                Given.orNull(Given.json(outSchema), current.outSchema()),
                Given.or(Given.json(definition), current.definition()),
                Given.or(tags, current.tags()));
    }

    /** What the action that runs it says of itself, changed with it. */
    ActionSettings applyTo(ActionSettings current) {
        return new ActionSettings(
                Given.or(label, current.label()),
                Given.orNull(description, current.description()),
                current.entrypoint(),
                current.runtime(),
                current.runtimeVersionConstraint(),
                current.requiredWorkerRuntimes(),
                current.placement(),
                Given.orNull(Given.json(paramSchema), current.paramSchema()),
                Given.orNull(Given.json(outSchema), current.outSchema()),
                current.workflow(),
                current.accessesMcp(),
                current.permissionSetRefs(),
                current.parameterDelivery(),
                current.parameterFormat(),
                current.outputFormat(),
                current.timeoutSeconds(),
                current.maxRetries(),
                current.retryOn(),
                current.keys(),
                current.httpConfig(),
                current.container(),
                current.artifactRetention(),
                current.logRetention());
    }
}
