package io.attune.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.JsonInput;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import io.attune.cli.render.Column;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "import",
        aliases = "load",
        description = "store keys from a file: the list that 'key export' writes, or a map of refs and values",
        footer = {"", "Example: attune key import keys.yaml"})
final class KeyImport extends AttuneCommand {
    private static final List<Column> COLUMNS =
            List.of(Column.of("Ref", "ref"), Column.status("Stored", "stored"), Column.of("Error", "error"));

    @Parameters(paramLabel = "FILE", description = "JSON or YAML; - for standard input")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String file;

    @Override
    protected ExitCode run(Call call) {
        List<ObjectNode> keys = keys(JsonInput.document(call, "FILE", file));
        var outcomes = new ArrayList<JsonNode>();
        ExitCode worst = ExitCode.SUCCESS;
        for (ObjectNode key : keys) {
            var outcome = Nodes.object().put("ref", Nodes.text(key, "ref"));
            try {
                Upsert.send(call, key);
                outcome.put("stored", true);
            } catch (Failure refused) {
                outcome.put("stored", false).put("error", refused.explanation());
                worst = refused.exitCode();
            }
            outcomes.add(outcome);
        }
        call.output().list(outcomes, COLUMNS, "ref", "The file holds no keys.", Nodes.object());
        return worst;
    }

    private List<ObjectNode> keys(JsonNode document) {
        var keys = new ArrayList<ObjectNode>();
        if (document.isArray()) {
            for (JsonNode entry : document) {
                keys.add(checked(entry));
            }
        } else if (document.isObject()) {
            document.properties().forEach(entry -> {
                ObjectNode key = Nodes.object().put("ref", entry.getKey());
                key.set("value", entry.getValue());
                keys.add(checked(key));
            });
        } else {
            throw Failure.usage(file + " holds neither a list of keys nor a map", "attune key export shows the form");
        }
        return keys;
    }

    private ObjectNode checked(JsonNode entry) {
        if (!(entry instanceof ObjectNode key) || !key.hasNonNull("ref")) {
            throw Failure.usage("An entry of " + file + " has no 'ref'", "attune key export shows the form");
        }
        if (!key.has("value")) {
            throw Failure.usage(
                    "Key '" + Nodes.text(key, "ref") + "' of " + file + " has no value",
                    "Secrets are exported only with: attune key export --decrypt");
        }
        return key;
    }
}
