package io.attune.worker.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.catalog.ParameterFormat;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** The parameters of a run as the action wants to read them (packs.md §6.2). */
final class ParameterDocument {
    private ParameterDocument() {}

    /** The encoded document, ended by one newline. */
    static String encode(ObjectNode parameters, ParameterFormat format) {
        return switch (format) {
            case JSON -> parameters + "\n";
            case YAML -> yaml(parameters);
            case DOTENV -> dotenv(parameters);
        };
    }

    private static String yaml(ObjectNode parameters) {
        var settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(Integer.MAX_VALUE)
                .build();
        return parameters.isEmpty() ? "{}\n" : new Dump(settings).dumpToString(plain(parameters));
    }

    private static @Nullable Object plain(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                value.properties().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
                yield map;
            }
            case ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                value.forEach(item -> list.add(plain(item)));
                yield list;
            }
            case NUMBER -> value.isIntegralNumber() ? value.bigIntegerValue() : decimal(value);
            case BOOLEAN -> value.booleanValue();
            case NULL, MISSING -> null;
            default -> value.asText();
        };
    }

    private static Object decimal(JsonNode value) {
        BigDecimal exact = value.decimalValue();
        double near = exact.doubleValue();
        return Double.isFinite(near) ? near : exact.toString();
    }

    private static String dotenv(ObjectNode parameters) {
        Map<String, String> lines = new TreeMap<>();
        flatten("", parameters, lines);
        var text = new StringBuilder();
        lines.forEach((name, value) ->
                text.append(name).append('=').append(quote(value)).append('\n'));
        return text.isEmpty() ? "\n" : text.toString();
    }

    private static void flatten(String prefix, ObjectNode object, Map<String, String> lines) {
        object.properties().forEach(entry -> {
            var name = prefix + entry.getKey();
            if (entry.getValue() instanceof ObjectNode nested && !nested.isEmpty()) {
                flatten(name + ".", nested, lines);
            } else {
                lines.put(name, text(entry.getValue()));
            }
        });
    }

    /** A value as text: a string as it is, null as nothing, everything else as JSON. */
    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.isNull() ? "" : value.toString();
    }

    /** One word for any POSIX shell. */
    static String quote(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }
}
