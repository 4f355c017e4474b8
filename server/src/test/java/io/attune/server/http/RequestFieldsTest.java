package io.attune.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** api.md §1.6: absent, null, set and clear. */
class RequestFieldsTest {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    record Request(
            @Nullable Patch<Integer> limit,
            @Nullable Patch<JsonNode> someSchema,
            @Nullable JsonNode triState) {}

    @Test
    void anAbsentPatchAndAnExplicitNullLeaveTheFieldAsItIs() throws JsonProcessingException {
        assertThat(Patch.apply(read("{}").limit(), 7)).isEqualTo(7);
        assertThat(Patch.apply(read("{'limit': null}").limit(), 7)).isEqualTo(7);
    }

    @Test
    void aPatchSetsAndClears() throws JsonProcessingException {
        assertThat(Patch.apply(read("{'limit': {'op': 'set', 'value': 3}}").limit(), 7))
                .isEqualTo(3);
        assertThat(Patch.apply(read("{'limit': {'op': 'clear'}}").limit(), 7)).isNull();
    }

    @Test
    void aPatchOfADocumentKeepsItsTree() throws JsonProcessingException {
        var patch = read("{'some_schema': {'op': 'set', 'value': {'a': {'type': 'string'}}}}")
                .someSchema();

        var value = Patch.valueOf(patch);
        assertThat(value).isNotNull();
        assertThat(value.path("a").path("type").textValue()).isEqualTo("string");
    }

    @Test
    void anUnknownOperationOrAPlainValueDoesNotFit() {
        assertThatThrownBy(() -> read("{'limit': {'op': 'increase'}}")).isInstanceOf(MismatchedInputException.class);
        assertThatThrownBy(() -> read("{'limit': 3}")).isInstanceOf(MismatchedInputException.class);
    }

    @Test
    void aDocumentTellsAbsenceFromNull() throws JsonProcessingException {
        assertThat(read("{}").triState()).isNull();
        var given = read("{'tri_state': null}").triState();
        assertThat(given).isNotNull();
        assertThat(given.isNull()).isTrue();
        assertThat(Given.json(given)).isNull();
    }

    @Test
    void aPageBeyondAllNumbersIsFarAwayAndNoError() {
        assertThat(PageRequest.upTo100(Long.MAX_VALUE, 50).offset()).isEqualTo(Long.MAX_VALUE);
        assertThat(PageRequest.upTo100(3, 1000).offset()).isEqualTo(200);
        assertThat(PageRequest.upTo100(0, 50).offset()).isZero();
    }

    private static Request read(String json) throws JsonProcessingException {
        return JSON.readValue(json.replace('\'', '"'), Request.class);
    }
}
