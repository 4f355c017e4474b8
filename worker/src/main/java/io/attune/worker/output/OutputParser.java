package io.attune.worker.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.attune.model.catalog.OutputFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Standard output of a successful run as data (packs.md §7, D14). */
public final class OutputParser {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    static {
        MAPPER.getFactory()
                .setStreamReadConstraints(com.fasterxml.jackson.core.StreamReadConstraints.builder()
                        .maxStringLength(64 << 20)
                        .build());
    }

    private OutputParser() {}

    /** What was found in an output. */
    public sealed interface Parsed {
        /** The output is this value. */
        record Data(JsonNode value) implements Parsed {}

        /** The output is plain text, which its format allows. */
        record Nothing() implements Parsed {}

        /**
         * The declared format is violated.
         *
         * @param message says where
         * @param near the output there; may be empty
         */
        record Invalid(String message, String near) implements Parsed {
            public String quoting() {
                return near.isEmpty() ? message : message + ", at: " + near;
            }
        }
    }

    public static Parsed parse(OutputFormat format, String output) {
        var text = output.strip();
        if (text.isEmpty()) {
            return new Parsed.Nothing();
        }
        return switch (format) {
            case TEXT -> text(text);
            case JSON -> json(text);
            case JSONL -> jsonLines(text);
            case YAML -> yaml(output);
        };
    }

    private static Parsed text(String text) {
        try {
            return new Parsed.Data(read(text, new ValueCount()));
        } catch (JsonProcessingException e) {
            return new Parsed.Nothing();
        }
    }

    private static Parsed json(String text) {
        try {
            return new Parsed.Data(read(text, new ValueCount()));
        } catch (JsonProcessingException whole) {
            try {
                return new Parsed.Data(read(text.substring(text.lastIndexOf('\n') + 1), new ValueCount()));
            } catch (JsonProcessingException lastLine) {
                var place = whole.getLocation();
                int line = place == null ? 1 : Math.max(1, place.getLineNr());
                int column = place == null ? 1 : Math.max(1, place.getColumnNr());
                return invalid("json", line, column, text);
            }
        }
    }

    private static Parsed jsonLines(String text) {
        ArrayNode values = JsonNodeFactory.instance.arrayNode();
        var count = new ValueCount();
        text.lines().filter(line -> !line.isBlank()).forEach(line -> {
            try {
                values.add(read(line.strip(), count));
            } catch (JsonProcessingException e) {
                // Lines that are not JSON are for people.
            }
        });
        return values.isEmpty() ? new Parsed.Nothing() : new Parsed.Data(values);
    }

    private static Parsed yaml(String text) {
        try {
            var settings = LoadSettings.builder()
                    .setAllowDuplicateKeys(false)
                    .setCodePointLimit(64 << 20)
                    .build();
            return new Parsed.Data(node(new Load(settings).loadFromString(text), new ValueCount()));
        } catch (MarkedYamlEngineException e) {
            var mark = e.getProblemMark();
            return mark.map(at -> invalid("yaml", at.getLine() + 1, at.getColumn() + 1, text))
                    .orElseGet(() -> invalid("yaml", 1, 1, text));
        } catch (YamlEngineException | StackOverflowError e) {
            return invalid("yaml", 1, 1, text);
        }
    }

    private static JsonNode read(String text, ValueCount count) throws JsonProcessingException {
        try (var parser = new CountedJson(MAPPER.getFactory().createParser(text), count)) {
            @Nullable JsonNode value = MAPPER.reader().readTree(parser);
            return value == null ? MissingNode.getInstance() : value;
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    private static Parsed invalid(String format, int line, int column, String text) {
        var lines = text.lines().skip(line - 1L).findFirst().orElse("");
        var near = lines.substring(Math.min(lines.length(), Math.max(0, column - 1)));
        near = near.isEmpty() ? lines : near;
        near = near.length() > 80 ? near.substring(0, 80) + "…" : near;
        return new Parsed.Invalid(
                "Output is not valid " + format + ": stopped at line " + line + ", column " + column, near);
    }

    /** Aliases stand for what they name, each time: they are counted in full. */
    private static JsonNode node(@Nullable Object value, ValueCount count) {
        if (!count.take()) {
            throw new YamlEngineException(ValueCount.EXCEEDED);
        }
        var json = JsonNodeFactory.instance;
        return switch (value) {
            case null -> json.nullNode();
            case String text -> json.textNode(text);
            case Boolean bool -> json.booleanNode(bool);
            case Integer number -> json.numberNode(number);
            case Long number -> json.numberNode(number);
            case BigInteger number -> json.numberNode(number);
            case Double number ->
                // JSON has no infinity and no NaN.
                Double.isFinite(number)
                        ? json.numberNode(BigDecimal.valueOf(number))
                        : json.textNode(number.toString());
            case Map<?, ?> map -> {
                var object = json.objectNode();
                map.forEach((name, member) -> object.set(String.valueOf(name), node(member, count)));
                yield object;
            }
            case Iterable<?> items -> {
                var array = json.arrayNode();
                items.forEach(item -> array.add(node(item, count)));
                yield array;
            }
            default -> json.textNode(value.toString());
        };
    }
}
