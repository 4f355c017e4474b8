package io.attune.cli.call;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.json.JsonText;
import io.attune.cli.json.Nodes;
import io.attune.cli.json.YamlText;
import io.attune.cli.outcome.Failure;
import java.util.Locale;

/** Writes a failure to standard error: text for people, an object with {@code -j} or {@code -y} (cli.md §2.4). */
public final class FailureReport {
    private FailureReport() {}

    public static void write(Call call, Failure failure) {
        var err = call.surroundings().err();
        if (call.errorsAsObjects()) {
            JsonNode document = object(failure);
            err.print(call.errorsAsYaml() ? YamlText.write(document) : JsonText.compact(document) + "\n");
            err.flush();
            return;
        }
        err.println("Error: " + failure.explanation());
        var answer = failure.answer();
        if (answer != null && answer.details() != null) {
            details(answer.details()).stream()
                    .filter(line -> !failure.explanation().contains(line))
                    .forEach(line -> err.println("  " + line));
        }
        if (failure.hint() != null) {
            err.println("Hint: " + failure.hint());
        }
        if (answer != null && answer.requestId() != null) {
            err.println("Request: " + answer.requestId());
        }
        if (answer != null && call.traceId() != null) {
            err.println("Trace: " + call.traceId());
        }
        err.flush();
    }

    private static java.util.List<String> details(JsonNode details) {
        var lines = new java.util.ArrayList<String>();
        if (details.isArray()) {
            for (JsonNode detail : details) {
                lines.add(
                        detail.has("field") || detail.has("message")
                                ? Nodes.text(detail, "field") + ": " + Nodes.text(detail, "message")
                                : JsonText.compact(detail));
            }
        } else {
            // The request id has a line of its own, from the header that every answer carries.
            details.properties().stream()
                    .filter(entry -> !entry.getKey().equals("request_id"))
                    .forEach(entry -> lines.add(entry.getKey() + ": "
                            + (entry.getValue().isTextual()
                                    ? entry.getValue().asText()
                                    : JsonText.compact(entry.getValue()))));
        }
        return lines;
    }

    private static JsonNode object(Failure failure) {
        var error = Nodes.object();
        var answer = failure.answer();
        String code = answer == null ? null : answer.code();
        error.put("code", code == null ? failure.exitCode().name().toLowerCase(Locale.ROOT) : code);
        if (answer != null) {
            error.put("status", answer.status());
        } else {
            error.putNull("status");
        }
        error.put("message", failure.explanation());
        JsonNode details = answer == null ? null : answer.details();
        error.set("details", details == null ? Nodes.array() : details);
        error.put("request_id", answer == null ? null : answer.requestId());
        error.put("hint", failure.hint());
        return Nodes.object().set("error", error);
    }
}
