package io.attune.pack.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.WireEnum;
import io.attune.model.catalog.OutputFormat;
import io.attune.model.catalog.ParameterDelivery;
import io.attune.model.catalog.ParameterFormat;
import io.attune.model.catalog.Placement;
import io.attune.model.catalog.Retention;
import io.attune.model.catalog.RetryOn;
import io.attune.model.catalog.VersionConstraint;
import io.attune.model.pack.ActionDefinition;
import io.attune.model.pack.WorkflowDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a file of {@code actions/} (packs.md §3.2). */
final class ActionFile {
    static final String DIRECTORY = "actions";

    private ActionFile() {}

    static Optional<ActionDefinition> read(Fields fields, PackScope pack, FileFindings findings) {
        String ref = Common.ref(fields, pack);
        Optional<String> workflowFile = fields.text("workflow_file").filter(path -> !path.isBlank());
        workflowFile
                .filter(path -> !PackScope.isInside(path))
                .ifPresent(path -> fields.error(
                        "workflow_file", "'" + path + "' leaves the directory actions/", "give a path below it"));
        String runner = workflowFile.isPresent() ? null : Common.runner(fields, pack, "shell");
        var action = new ActionDefinition(
                ref,
                Common.label(fields, ref),
                fields.text("description").orElse(null),
                runner == null ? workflowFile.orElse("") : Common.entryPoint(fields, pack, runner, DIRECTORY),
                runner,
                fields.versionConstraint("runtime_version").orElse(null),
                workflowFile.isPresent() ? ref : null,
                fields.schema("parameters"),
                fields.schema("output", "output_schema"),
                fields.word(ParameterDelivery.class, "parameter_delivery").orElse(ParameterDelivery.STDIN),
                fields.word(ParameterFormat.class, "parameter_format").orElse(ParameterFormat.JSON),
                fields.word(OutputFormat.class, "output_format").orElse(OutputFormat.TEXT),
                fields.number("timeout_seconds", 1).orElse(null),
                fields.number("max_retries", 0).orElse(0),
                retryOn(fields),
                fields.texts("keys").orElse(null),
                requiredFor(fields, "http_config", "core.http", runner),
                requiredFor(fields, "container", "core.container", runner),
                requiredRuntimes(fields),
                Common.placement(fields),
                fields.flag("accesses_mcp", false),
                fields.texts("default_execution_permission_set_refs").orElse(List.of()),
                Common.retention(fields, "log"),
                Common.retention(fields, "artifact"),
                workflowFile.isPresent() ? fields.texts("tags").orElse(List.of()) : List.of());
        fields.ignore("enabled", "tags", "examples", "name", "meta", "runner_type", "entry_point");
        fields.noteSlips();
        return findings.failed() ? Optional.empty() : Optional.of(action);
    }

    /** The action of a workflow file that stands alone. */
    static ActionDefinition ofWorkflow(WorkflowDefinition workflow, String file) {
        return new ActionDefinition(
                workflow.ref(),
                workflow.label(),
                workflow.description(),
                file,
                null,
                null,
                workflow.ref(),
                workflow.paramSchema(),
                workflow.outSchema(),
                ParameterDelivery.STDIN,
                ParameterFormat.JSON,
                OutputFormat.TEXT,
                null,
                0,
                List.of(RetryOn.TRANSIENT),
                null,
                null,
                null,
                JsonNodeFactory.instance.objectNode(),
                Placement.ANYWHERE,
                false,
                List.of(),
                Retention.DEFAULT,
                Retention.DEFAULT,
                workflow.tags());
    }

    private static List<RetryOn> retryOn(Fields fields) {
        Optional<List<String>> words = fields.textOrTexts("retry_on");
        if (words.isEmpty()) {
            return List.of(RetryOn.TRANSIENT);
        }
        List<RetryOn> causes = new ArrayList<>();
        for (String word : words.get()) {
            WireEnum.find(RetryOn.class, word.toLowerCase(Locale.ROOT))
                    .ifPresentOrElse(
                            causes::add,
                            () -> fields.error(
                                    "retry_on", "'" + word + "' is not one of " + Fields.words(RetryOn.class), null));
        }
        return causes;
    }

    /** Settings of one kind of runner: needed there, without effect elsewhere. */
    private static @Nullable ObjectNode requiredFor(
            Fields fields, String name, String runtime, @Nullable String runner) {
        Optional<ObjectNode> settings = fields.object(name);
        if (runtime.equals(runner) && settings.isEmpty() && !fields.has(name)) {
            fields.error(name, "is required for this runner_type", null);
        } else if (!runtime.equals(runner) && settings.isPresent()) {
            fields.note(name, "has no effect with this runner_type", null);
        }
        return settings.orElse(null);
    }

    private static JsonNode requiredRuntimes(Fields fields) {
        ObjectNode required = fields.objectOrEmpty("required_worker_runtimes");
        required.forEachEntry((runtime, constraint) -> {
            if (!constraint.isTextual()
                    || VersionConstraint.parse(constraint.textValue()).isEmpty()) {
                fields.error(
                        "required_worker_runtimes",
                        "the version of '" + runtime + "' must be a constraint in quotes, found " + constraint,
                        "write for example \">=3.11\" or \"*\"");
            }
        });
        return required;
    }
}
