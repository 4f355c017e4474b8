package io.attune.cli.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** YAML text to tree and back. Loaded only by calls that read or write YAML. */
public final class YamlText {
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();

    private YamlText() {}

    /**
     * Reads one document.
     *
     * @return a missing node for empty text
     * @throws JsonProcessingException when the text is not one YAML document; the message holds line and column
     */
    public static JsonNode parse(String text) throws JsonProcessingException {
        try (JsonParser parser = YAML.createParser(text)) {
            return Trees.readDocument(parser);
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    /** One document that ends with a line break. */
    public static String write(JsonNode node) {
        var text = new StringWriter();
        try (JsonGenerator generator = YAML.createGenerator(text)) {
            Trees.write(generator, node);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        var written = text.toString();
        return written.endsWith("\n") ? written : written + "\n";
    }
}
