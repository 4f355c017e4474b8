package io.attune.model.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class StorableJsonTest {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    @Test
    void ordinaryValuesAreStorableAndStayTheSame() {
        var value = json("{\"text\": \"\\u0001 é 😀\", \"list\": [1, 2.5, true, null, {\"deep\": 1e300}]}");

        assertThat(StorableJson.problem(value)).isEmpty();
        assertThat(StorableJson.cleaned(value)).isSameAs(value);
    }

    @Test
    void aNulIsAProblemWhereverItStandsAndIsReplaced() {
        for (String text : new String[] {"\"a\\u0000\"", "[[\"a\\u0000\"]]", "{\"k\": {\"a\\u0000\": 1}}"}) {
            var value = json(text);

            assertThat(StorableJson.problem(value))
                    .as(text)
                    .hasValueSatisfying(problem -> assertThat(problem).contains("U+0000"));
            assertThat(StorableJson.cleaned(value)).isEqualTo(json(text.replace("\\u0000", "\\ufffd")));
        }
    }

    @Test
    void aNumberThatWouldTakeGigabytesIsAProblem() {
        assertThat(StorableJson.problem(json("[1e5000]"))).isPresent();
        assertThat(StorableJson.problem(json("[1e-5000]"))).isPresent();
    }

    @Test
    void whatReadersRefuseIsAProblemAndIsCut() {
        JsonNode deep = json("1");
        for (int i = 0; i < 600; i++) {
            deep = JsonNodeFactory.instance.arrayNode().add(deep);
        }
        var longName = JsonNodeFactory.instance.objectNode().put("n".repeat(60_000), 1);
        var longText = TextNode.valueOf("t".repeat((64 << 20) + 1));

        for (JsonNode value : List.of(deep, longName, longText)) {
            assertThat(StorableJson.problem(value)).isPresent();
            assertThat(StorableJson.problem(StorableJson.cleaned(value))).isEmpty();
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
