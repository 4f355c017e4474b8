package io.attune.cli.render;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.json.JsonText;
import io.attune.cli.outcome.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code --output jsonpath=…} as kubectl writes it: text with {@code {…}} parts, each a path of {@code .name}, {@code ['name']}, {@code [0]} and
 * {@code [*]}, or a quoted text such as {@code {"\n"}}. A path without braces is taken as one part. What leads nowhere gives nothing.
 */
final class JsonPath {
    private static final Pattern PART = Pattern.compile("\\{([^{}]*)}|([^{}]+)");
    private static final Pattern STEP =
            Pattern.compile("\\.([\\p{L}_][\\p{L}\\p{N}_-]*)|\\.?\\[(?:'([^']*)'|(-?\\d{1,9})|(\\*))]|\\.(\\*)");

    private final List<Part> parts;

    private JsonPath(List<Part> parts) {
        this.parts = parts;
    }

    private sealed interface Part {
        record Text(String text) implements Part {}

        record Steps(List<Step> steps) implements Part {}
    }

    private sealed interface Step {
        record Field(String name) implements Step {}

        record Element(int index) implements Step {}

        record All() implements Step {}
    }

    static JsonPath parse(String template) {
        String text = template.indexOf('{') < 0 ? "{" + template + "}" : template;
        var parts = new ArrayList<Part>();
        Matcher matcher = PART.matcher(text);
        int end = 0;
        while (matcher.lookingAt()) {
            String inside = matcher.group(1);
            parts.add(inside == null ? new Part.Text(matcher.group(2)) : part(inside.strip()));
            end = matcher.end();
            matcher.region(end, text.length());
        }
        if (end < text.length()) {
            throw wrong(text.substring(end));
        }
        return new JsonPath(parts);
    }

    private static Part part(String inside) {
        if (inside.startsWith("\"")) {
            JsonNode literal = JsonText.parseOrMissing(inside);
            if (literal.isTextual()) {
                return new Part.Text(literal.asText());
            }
            throw wrong(inside);
        }
        String path = inside.startsWith("$") ? inside.substring(1) : inside;
        if (path.isEmpty() || path.equals(".")) {
            return new Part.Steps(List.of());
        }
        String rooted = path.startsWith(".") || path.startsWith("[") ? path : "." + path;
        var steps = new ArrayList<Step>();
        Matcher matcher = STEP.matcher(rooted);
        int end = 0;
        while (matcher.lookingAt()) {
            steps.add(step(matcher));
            end = matcher.end();
            matcher.region(end, rooted.length());
        }
        if (end < rooted.length()) {
            throw wrong(rooted.substring(end));
        }
        return new Part.Steps(steps);
    }

    private static Step step(Matcher matcher) {
        if (matcher.group(1) != null) {
            return new Step.Field(matcher.group(1));
        }
        if (matcher.group(2) != null) {
            return new Step.Field(matcher.group(2));
        }
        return matcher.group(3) != null ? new Step.Element(Integer.parseInt(matcher.group(3))) : new Step.All();
    }

    private static Failure wrong(String rest) {
        return Failure.usage(
                "The path cannot be read from '" + rest + "' on", "It looks like {.name}, {[0].ref} or {[*].ref}");
    }

    String apply(JsonNode document) {
        return parts.stream()
                .map(part -> switch (part) {
                    case Part.Text text -> text.text();
                    case Part.Steps steps ->
                        follow(document, steps.steps()).stream()
                                .map(JsonPath::shown)
                                .collect(Collectors.joining(" "));
                })
                .collect(Collectors.joining());
    }

    private static List<JsonNode> follow(JsonNode document, List<Step> steps) {
        List<JsonNode> found = List.of(document);
        for (Step step : steps) {
            found = found.stream()
                    .flatMap(node -> switch (step) {
                        case Step.Field field -> List.of(node.path(field.name())).stream();
                        case Step.Element element -> List.of(element(node, element.index())).stream();
                        case Step.All _ -> node.valueStream();
                    })
                    .filter(node -> !node.isMissingNode())
                    .toList();
        }
        return found;
    }

    private static JsonNode element(JsonNode node, int index) {
        return node.path(index < 0 ? node.size() + index : index);
    }

    private static String shown(JsonNode node) {
        return node.isNull() ? "" : node.isTextual() ? node.asText() : JsonText.compact(node);
    }
}
