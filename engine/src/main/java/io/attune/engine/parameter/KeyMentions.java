package io.attune.engine.parameter;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the texts of a component name a key (cli.md §5.4): as {@code keystore.…}, as {@code datastore.…}, or in {@code kv.get} and
 * {@code kv.get_secret}. A ref that an expression puts together is not recognised.
 *
 * @param ref of the key
 * @param name of the key
 */
public record KeyMentions(String ref, String name) {
    private static final Pattern SEGMENT =
            Pattern.compile("\\s*(?:\\.\\s*(\\w+)|\\[\\s*(?:'([^']*)'|\"([^\"]*)\")\\s*])");
    /** Possessive, since a path may be long, and steps that can be taken back are kept on the stack. */
    private static final Pattern PATH = Pattern.compile("\\b(?:keystore|datastore)((?:" + SEGMENT + ")++)");

    private static final Pattern CALL =
            Pattern.compile("\\bkv\\s*\\.\\s*get(?:_secret)?\\s*\\(\\s*(?:'([^']*)'|\"([^\"]*)\")");

    /** The places of a document whose text, or whose name, names the key, in the order of the document. */
    public List<JsonPointer> in(JsonNode document) {
        List<JsonPointer> places = new ArrayList<>();
        collect(document, JsonPointer.empty(), places);
        return places;
    }

    private void collect(JsonNode node, JsonPointer at, List<JsonPointer> places) {
        if (node.isTextual() && isNamedIn(node.textValue())) {
            places.add(at);
        }
        for (int index = 0; node.isArray() && index < node.size(); index++) {
            collect(node.get(index), at.appendIndex(index), places);
        }
        node.properties().forEach(field -> {
            var inner = at.appendProperty(field.getKey());
            if (isNamedIn(field.getKey())) {
                places.add(inner);
            }
            collect(field.getValue(), inner, places);
        });
    }

    private boolean isNamedIn(String text) {
        return CALL.matcher(text).results().anyMatch(call -> ref.equals(first(call.group(1), call.group(2))))
                || PATH.matcher(text).results().anyMatch(path -> leadsHere(segments(path.group(1))));
    }

    /** An object above the key holds it, and a field below belongs to its value. */
    private boolean leadsHere(List<String> path) {
        return startsWith(path, List.of(name))
                || startsWith(path, List.of(ref.split("\\.", -1)))
                || startsWith(List.of(ref.split("\\.", -1)), path);
    }

    private static boolean startsWith(List<String> path, List<String> start) {
        return path.size() >= start.size() && path.subList(0, start.size()).equals(start);
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        Matcher segment = SEGMENT.matcher(path);
        while (segment.find()) {
            segments.add(first(segment.group(1), segment.group(2), segment.group(3)));
        }
        return segments;
    }

    private static String first(String... groups) {
        return Stream.of(groups).filter(group -> group != null).findFirst().orElseThrow();
    }
}
