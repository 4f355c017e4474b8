package io.attune.cli.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Titles;
import io.attune.cli.client.Query;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import io.attune.model.Ref;
import io.attune.pack.yaml.YamlException;
import io.attune.pack.yaml.YamlNode;
import io.attune.pack.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "upload",
        description = "write the files of one workflow into its pack on the server",
        footer = {"", "Example: attune workflow upload actions/restart.yaml --force"})
final class WorkflowUpload extends AttuneCommand {
    /** What a workflow is made of. Other fields of an action file come to the server with the whole pack only. */
    private static final Set<String> TAKEN =
            Set.of("ref", "label", "description", "workflow_file", "parameters", "output", "output_schema", "tags");

    @Parameters(paramLabel = "ACTION_FILE", description = "action file with a workflow_file, which lies below it")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    Path file;

    @Option(
            names = {"-f", "--force"},
            description = "replace a workflow that is there already")
    boolean force;

    @Override
    protected ExitCode run(Call call) {
        Path place = call.surroundings().workingDirectory().resolve(file);
        ObjectNode action = object(file, text(place));
        String ref = Nodes.text(action, "ref");
        if (!Ref.isComponent(ref)) {
            throw Failure.usage("'ref' in " + file + " must name the pack as well", "Such as 'ref: ops.restart'");
        }
        JsonNode saved = send(call, ref, request(action, ref, graph(place, action)));
        call.output().object(saved, WorkflowShow.DETAIL, "ref");
        List<String> left = new ArrayList<>();
        action.fieldNames().forEachRemaining(left::add);
        left.removeAll(TAKEN);
        if (!left.isEmpty()) {
            call.output()
                    .say("Not taken from " + file + ": " + String.join(", ", left)
                            + ". That needs the whole pack: attune pack upload");
        }
        return ExitCode.SUCCESS;
    }

    /** The text of the graph. A file from elsewhere must not send another one than lies beside it. */
    private String graph(Path place, ObjectNode action) {
        String name = Nodes.text(action, "workflow_file");
        if (name.isBlank()) {
            throw Failure.usage(
                    file + " has no 'workflow_file'", "Name the action file; the graph is found through it");
        }
        Path directory = Objects.requireNonNull(place.toAbsolutePath().getParent(), "a file is in a directory");
        try {
            Path graph = directory.resolve(name).toRealPath();
            if (!graph.startsWith(directory.toRealPath())) {
                throw Failure.usage("'workflow_file' in " + file + " leads out of its directory: " + name, null);
            }
            return text(graph);
        } catch (IOException e) {
            throw unreadable(directory.resolve(name), e);
        }
    }

    /** As the server reads the files of a pack: what the action does not say, the graph may (workflows.md §1). */
    private static ObjectNode request(ObjectNode action, String ref, String text) {
        ObjectNode graph = object(Path.of(Nodes.text(action, "workflow_file")), text);
        String name = Ref.nameOf(ref);
        var request = Nodes.object()
                .put("name", name)
                .put("pack_ref", Ref.packOf(ref))
                .put("label", action.path("label").asText(Titles.of(name)))
                .put("version", Nodes.text(graph, "version"));
        put(request, "description", graph.path("description"), action.path("description"));
        put(request, "param_schema", action.path("parameters"), graph.path("parameters"));
        put(request, "out_schema", action.path("output"), action.path("output_schema"), graph.path("output"));
        put(request, "tags", action.path("tags"), graph.path("tags"));
        // As text, so that the server can name lines.
        return request.put("definition", text);
    }

    /** The first that holds anything. */
    private static void put(ObjectNode request, String field, JsonNode... candidates) {
        for (JsonNode candidate : candidates) {
            if (!candidate.isMissingNode() && !candidate.isNull()) {
                request.set(field, candidate);
                return;
            }
        }
    }

    private JsonNode send(Call call, String ref, ObjectNode request) {
        if (force) {
            try {
                return call.client().send("PUT", "/workflows/" + Query.segment(ref) + "/file", request);
            } catch (Failure refused) {
                if (refused.exitCode() != ExitCode.NOT_FOUND) {
                    throw refused;
                }
            }
        }
        return call.client().send("POST", "/packs/" + Query.segment(Ref.packOf(ref)) + "/workflow-files", request);
    }

    private static ObjectNode object(Path file, String text) {
        try {
            JsonNode read = YamlReader.read(text).map(YamlNode::json).orElseGet(Nodes::object);
            if (read instanceof ObjectNode fields) {
                return fields;
            }
            throw Failure.usage(file + " must hold a map of fields", null);
        } catch (YamlException e) {
            throw Failure.usage(file + ":" + e.place().line() + ":" + e.place().column() + ": " + e.getMessage(), null);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static Failure unreadable(Path file, IOException e) {
        return Failure.usage("Cannot read '" + file + "' (" + e.getClass().getSimpleName() + ")", null);
    }
}
