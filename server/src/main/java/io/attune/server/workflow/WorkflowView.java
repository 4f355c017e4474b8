package io.attune.server.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.catalog.Workflow;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A workflow definition with everything (api-catalog.md §3). */
@Schema(name = "Workflow")
record WorkflowView(
        long id,
        String ref,
        long pack,
        String packRef,
        String label,
        @Nullable String description,
        String version,
        @Nullable JsonNode paramSchema,
        @Nullable JsonNode outSchema,
        JsonNode definition,
        List<String> tags,
        Instant created,
        Instant updated) {

    /** A workflow as lists show it. */
    @Schema(name = "WorkflowSummary")
    record Summary(
            long id,
            String ref,
            String packRef,
            String label,
            @Nullable String description,
            String version,
            List<String> tags,
            Instant created,
            Instant updated) {
        static Summary of(Workflow workflow) {
            var component = workflow.component();
            return new Summary(
                    component.id(),
                    component.ref(),
                    Objects.requireNonNull(component.packRef(), "a workflow has a pack"),
                    workflow.label(),
                    workflow.description(),
                    workflow.version(),
                    workflow.tags(),
                    component.created(),
                    component.updated());
        }
    }

    static WorkflowView of(Workflow workflow) {
        var component = workflow.component();
        return new WorkflowView(
                component.id(),
                component.ref(),
                Objects.requireNonNull(component.pack(), "a workflow has a pack")
                        .value(),
                Objects.requireNonNull(component.packRef(), "a workflow has a pack"),
                workflow.label(),
                workflow.description(),
                workflow.version(),
                workflow.paramSchema(),
                workflow.outSchema(),
                workflow.definition(),
                workflow.tags(),
                component.created(),
                component.updated());
    }
}
