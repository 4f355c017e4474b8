package io.attune.pack.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes JSON as YAML for people to read and go on editing; {@link YamlReader} gives the same JSON again. */
public final class YamlWriter {
    /** Texts that mean nothing else without quotes, in this reader or any other. */
    private static final Pattern BARE =
            Pattern.compile("[A-Za-z_/][A-Za-z0-9_/.-]*( [A-Za-z0-9_/(][A-Za-z0-9_/.()-]*)*");

    private static final Pattern WORD_OF_OLD_READERS = Pattern.compile("(?i)y|n|yes|no|on|off|true|false|null|nan");

    private static final Pattern UNPRINTABLE =
            Pattern.compile("[\\x7f-\\x9f\\ufeff\\ufffe\\uffff]|[\\x{d800}-\\x{dfff}]");

    private final StringBuilder text = new StringBuilder();

    private YamlWriter() {}

    public static String write(JsonNode document) {
        var writer = new YamlWriter();
        if (isNested(document)) {
            writer.nested(document, 0, false);
        } else {
            writer.text.append(scalar(document)).append('\n');
        }
        return writer.text.toString();
    }

    private static boolean isNested(JsonNode value) {
        return value.isContainerNode() && !value.isEmpty();
    }

    /** @param begun whether the first line has its indentation already */
    private void nested(JsonNode value, int indent, boolean begun) {
        boolean first = begun;
        if (value.isObject()) {
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                indent(first ? 0 : indent);
                first = false;
                text.append(scalar(JsonNodeFactory.instance.textNode(member.getKey())))
                        .append(':');
                inside(member.getValue(), indent);
            }
        } else {
            for (JsonNode item : value) {
                indent(first ? 0 : indent);
                first = false;
                text.append('-');
                if (isNested(item)) {
                    text.append(' ');
                    nested(item, indent + 2, true);
                } else {
                    text.append(' ').append(scalar(item)).append('\n');
                }
            }
        }
    }

    private void inside(JsonNode value, int indent) {
        if (isNested(value)) {
            text.append('\n');
            nested(value, indent + 2, false);
        } else {
            text.append(' ').append(scalar(value)).append('\n');
        }
    }

    private void indent(int columns) {
        text.append(" ".repeat(columns));
    }

    private static String scalar(JsonNode value) {
        boolean bare = value.isTextual()
                && BARE.matcher(value.textValue()).matches()
                && !WORD_OF_OLD_READERS.matcher(value.textValue()).matches();
        // What JSON writes is YAML, too, but for characters that YAML wants escaped.
        return bare
                ? value.textValue()
                : UNPRINTABLE
                        .matcher(value.toString())
                        .replaceAll(found ->
                                "\\\\u%04x".formatted((int) found.group().charAt(0)));
    }
}
