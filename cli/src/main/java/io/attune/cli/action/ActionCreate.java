package io.attune.cli.action;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.JsonInput;
import io.attune.cli.call.Titles;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "create",
        description = "make an action outside a pack's files; a file can give every field, options come on top",
        footer = {
            "",
            "Examples:",
            "  attune action create --ref ops.hello --runtime core.shell --entrypoint 'echo \"Hello $who\"' \\",
            "           --param-schema '{\"who\": {\"type\": \"string\", \"required\": true}}'",
            "  attune action create --file action.yaml"
        })
final class ActionCreate extends AttuneCommand {
    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "fields of the action, JSON or YAML; - for standard input")
    @Nullable
    String file;

    @Option(
            names = {"-r", "--ref"},
            paramLabel = "REF",
            description = "ref of the action, PACK.NAME")
    @Nullable
    String ref;

    @Option(
            names = {"-l", "--label"},
            paramLabel = "TEXT",
            description = "title; made from the ref when absent")
    @Nullable
    String label;

    @Option(
            names = {"-d", "--description"},
            paramLabel = "TEXT",
            description = "what it does")
    @Nullable
    String description;

    @Option(names = "--runtime", paramLabel = "REF", description = "what it runs on, such as core.shell")
    @Nullable
    String runtime;

    @Option(
            names = "--entrypoint",
            paramLabel = "TEXT",
            description = "code, or a file of the pack; @file takes a file's text")
    @Nullable
    String entrypoint;

    @Option(names = "--param-schema", paramLabel = "JSON", description = "its parameters: JSON, @file or @-")
    @Nullable
    String paramSchema;

    @Option(names = "--out-schema", paramLabel = "JSON", description = "its result")
    @Nullable
    String outSchema;

    @Override
    protected ExitCode run(Call call) {
        ObjectNode request = file == null ? Nodes.object() : JsonInput.objectOf(call, "--file", file);
        put(request, "ref", ref);
        put(request, "label", label);
        put(request, "description", description);
        put(request, "runtime_ref", runtime);
        put(request, "entrypoint", entrypoint == null ? null : call.content(entrypoint));
        if (paramSchema != null) {
            request.set("param_schema", JsonInput.object(call, "--param-schema", paramSchema));
        }
        if (outSchema != null) {
            request.set("out_schema", JsonInput.object(call, "--out-schema", outSchema));
        }
        complete(request);
        ActionColumns.show(call, call.client().send("POST", "/actions", request));
        return ExitCode.SUCCESS;
    }

    private static void put(ObjectNode request, String field, @Nullable String text) {
        if (text != null) {
            request.put(field, text);
        }
    }

    private static void complete(ObjectNode request) {
        String name = Nodes.text(request, "ref");
        int dot = name.indexOf('.');
        if (dot <= 0) {
            throw Failure.usage("An action needs a ref of the form PACK.NAME", "--ref ops.hello");
        }
        if (!request.hasNonNull("pack_ref")) {
            request.put("pack_ref", name.substring(0, dot));
        }
        if (!request.hasNonNull("label")) {
            request.put("label", Titles.of(name.substring(dot + 1)));
        }
    }
}
