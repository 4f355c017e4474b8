package io.attune.server.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.catalog.ActionSettings;
import io.attune.model.catalog.OutputFormat;
import io.attune.model.catalog.ParameterDelivery;
import io.attune.model.catalog.ParameterFormat;
import io.attune.model.catalog.Placement;
import io.attune.model.catalog.Retention;
import io.attune.model.catalog.RetryOn;
import io.attune.model.catalog.WorkflowSettings;
import io.attune.server.component.ComponentChecks;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Given;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The body that makes a workflow. Fields that must be there are nullable only until {@link #check} was called. */
record CreateWorkflow(
        @Nullable String ref,
        @Nullable String packRef,
        @Nullable String label,
        @Nullable String version,
        @Nullable JsonNode definition,
        @Nullable String description,
        @Nullable JsonNode paramSchema,
        @Nullable JsonNode outSchema,
        @Nullable List<String> tags) {
    /** What the action of a workflow has in place of an entry point. */
    private static final String ENTRYPOINT = "workflow";

    /**
     * @return the same with the definition as JSON
     * @throws io.attune.server.http.AttuneException 422 naming every field that is wrong, 400 if the ref is none
     */
    CreateWorkflow check() {
        var checks = new FieldChecks()
                .text("ref", ref, 1, 255)
                .text("pack_ref", packRef, 1, 255)
                .text("label", label, 1, 255)
                .text("version", version, 1, 50)
                .required("definition", Given.json(definition));
        ComponentChecks.schema(checks, "param_schema", paramSchema);
        ComponentChecks.schema(checks, "out_schema", outSchema);
        JsonNode graph = DefinitionChecks.read(checks, definition, paramSchema);
        checks.done();
        ComponentChecks.componentRef(required(ref));
        return new CreateWorkflow(ref, packRef, label, version, graph, description, paramSchema, outSchema, tags);
    }

    String checkedRef() {
        return required(ref);
    }

    String checkedPackRef() {
        return required(packRef);
    }

    WorkflowSettings settings() {
        return new WorkflowSettings(
                required(label),
                description,
                required(version),
                Given.json(paramSchema),
                Given.json(outSchema),
                required(definition),
                Given.or(tags, List.of()));
    }

    /** The action that runs it. */
    ActionSettings action(long workflow) {
        return new ActionSettings(
                required(label),
                description,
                ENTRYPOINT,
                null,
                null,
                JsonNodeFactory.instance.objectNode(),
                Placement.ANYWHERE,
                Given.json(paramSchema),
                Given.json(outSchema),
                workflow,
                false,
                List.of(),
                ParameterDelivery.STDIN,
                ParameterFormat.JSON,
                OutputFormat.TEXT,
                null,
                0,
                List.of(RetryOn.TRANSIENT),
                null,
                null,
                null,
                Retention.DEFAULT,
                Retention.DEFAULT);
    }

    private static <T> T required(@Nullable T field) {
        return Objects.requireNonNull(field, "check() comes first");
    }
}
