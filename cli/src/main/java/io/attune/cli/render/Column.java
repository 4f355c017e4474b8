package io.attune.cli.render;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.json.JsonText;
import io.attune.cli.json.Nodes;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * One column of a list, or one line of a detail view.
 *
 * @param header its title
 * @param path field of the API, dotted
 * @param wideOnly shown with {@code --output wide} only
 */
public record Column(String header, String path, Kind kind, boolean wideOnly, Function<JsonNode, JsonNode> value) {
    /** How a value is shown to people. */
    public enum Kind {
        TEXT,
        TIME,
        STATUS
    }

    public static Column of(String header, String path) {
        return new Column(header, path, Kind.TEXT, false, row -> Nodes.at(row, path));
    }

    /** A value made from several fields; {@code name} is what {@code --columns} calls it. */
    public static Column of(String header, String name, Function<JsonNode, JsonNode> value) {
        return new Column(header, name, Kind.TEXT, false, value);
    }

    public static Column time(String header, String path) {
        return new Column(header, path, Kind.TIME, false, row -> Nodes.at(row, path));
    }

    public static Column status(String header, String path) {
        return new Column(header, path, Kind.STATUS, false, row -> Nodes.at(row, path));
    }

    public Column wide() {
        return new Column(header, path, kind, true, value);
    }

    String plain(JsonNode row) {
        return text(value.apply(row));
    }

    private static String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (value.isArray() && StreamSupport.stream(value.spliterator(), false).allMatch(JsonNode::isValueNode)) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(JsonNode::asText)
                    .collect(Collectors.joining(", "));
        }
        return value.isContainerNode() ? JsonText.compact(value) : value.asText();
    }
}
