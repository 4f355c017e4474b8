package io.attune.cli.key;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.cli.call.Call;
import io.attune.cli.json.JsonText;
import io.attune.cli.outcome.Failure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The ways to give a value. Only one of them leaves it in the shell's history, so the others exist (cli.md §3.8, C14). */
final class ValueOptions {
    enum Type {
        AUTO,
        TEXT,
        JSON
    }

    @Option(
            names = "--value",
            paramLabel = "VALUE",
            description = "the value; visible in the shell's history. - or @- for standard input, @file for a file")
    @Nullable
    String value;

    @Option(
            names = "--value-file",
            paramLabel = "FILE",
            description = "value from a file, - for standard input; the line end of a single line is left out")
    @Nullable
    String file;

    @Option(names = "--value-env", paramLabel = "VAR", description = "value from an environment variable")
    @Nullable
    String variable;

    @Option(
            names = "--value-type",
            paramLabel = "TYPE",
            defaultValue = "auto",
            description = "text, json, or auto (default): JSON objects and arrays are JSON, all else is text")
    @SuppressWarnings("NullAway.Init") // picocli sets the default
    Type type;

    boolean given() {
        return value != null || file != null || variable != null;
    }

    /** The value given by an option; asked for when there is none. */
    JsonNode read(Call call, boolean secret) {
        int ways = (value == null ? 0 : 1) + (file == null ? 0 : 1) + (variable == null ? 0 : 1);
        if (ways > 1) {
            throw Failure.usage("--value, --value-file and --value-env exclude each other", null);
        }
        return typed(text(call, secret));
    }

    private String text(Call call, boolean secret) {
        if (variable != null) {
            String set = call.surroundings().environment().get(variable);
            if (set == null) {
                throw Failure.usage("The environment variable " + variable + " is not set", null);
            }
            return set;
        }
        if (file != null) {
            return withoutLineEnd(call.file(file));
        }
        if (value == null) {
            return call.askSecretly("Value: ", "--value-file FILE");
        }
        if (value.equals("-")) {
            return withoutLineEnd(call.file("-"));
        }
        if (value.startsWith("@")) {
            return withoutLineEnd(call.content(value));
        }
        if (secret) {
            call.output()
                    .say("A secret on the command line is kept in the shell's history and seen by other users; use"
                            + " --value-file, --value - or the prompt.");
        }
        return value;
    }

    /** {@code echo} adds a line end that nobody means; in a file of many lines, such as a private key, it belongs there. */
    private static String withoutLineEnd(String text) {
        return text.indexOf('\n') == text.length() - 1 && !text.isEmpty() ? text.stripTrailing() : text;
    }

    private JsonNode typed(String text) {
        return switch (type) {
            case TEXT -> JsonNodeFactory.instance.textNode(text);
            case JSON -> json(text);
            case AUTO -> {
                JsonNode document = JsonText.parseOrMissing(text);
                yield document.isContainerNode() ? document : JsonNodeFactory.instance.textNode(text);
            }
        };
    }

    private static JsonNode json(String text) {
        try {
            return JsonText.parse(text);
        } catch (JsonProcessingException e) {
            // The parser's message quotes the text, which is a secret.
            throw Failure.usage("The value is not valid JSON", "Give it as it is with --value-type text");
        }
    }
}
