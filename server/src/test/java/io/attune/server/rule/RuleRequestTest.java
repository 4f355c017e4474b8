package io.attune.server.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.attune.server.http.AttuneException;
import io.attune.server.http.ErrorCode;
import io.attune.server.http.FieldChecks;
import io.attune.server.timer.Schedules;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused when a rule is saved (api-catalog.md §8, D22), and the two spellings of its condition (D1). */
class RuleRequestTest {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();
    private static final String VALID =
            "'ref': 'ops.notify', 'pack_ref': 'ops', 'label': 'Notify', 'action_ref': 'core.echo', 'trigger_ref': 'ops.hit'";

    @Test
    void everyMissingFieldIsNamedAtOnce() {
        var refused = refusal(() -> create("{}").check());

        assertThat(refused.code()).isEqualTo(ErrorCode.VALIDATION_ERROR);
        assertThat(refused.details())
                .extracting(AttuneException.Detail::field)
                .containsExactly("ref", "pack_ref", "label", "action_ref", "trigger_ref");
    }

    @Test
    void aRefThatIsNoneIsABadRequest() {
        var refused = refusal(() ->
                create("{" + VALID.replace("ops.notify", "Ops.Notify") + "}").check());

        assertThat(refused.code()).isEqualTo(ErrorCode.BAD_REQUEST);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'criteria': 'payload.level =='                                   | criteria",
                "'conditions': {'expression': '{% if x %}'}                       | conditions",
                "'conditions': {'and': []}                                        | conditions",
                "'conditions': [{'field': 'a', 'operator': 'near', 'value': 1}]   | conditions",
                "'criteria': 'level == 5'                                         | criteria",
                "'conditions': 'result().ok'                                      | conditions",
                "'action_params': {'to': '{{ payload.user }}'}                    | action_params.to",
                "'criteria': 'event.id == 1', 'conditions': {'expression': 'event.id == 2'} | criteria",
                "'action_params': [1]                                             | action_params",
                "'action_params': {'to': {'who': '{{ payload. }}'}}               | action_params.to.who",
                "'trigger_params': 'daily'                                        | trigger_params"
            })
    void whatCannotBeMeantIsRefusedWithItsPlace(String fields, String place) {
        var refused = refusal(() -> create("{" + VALID + ", " + fields + "}").check());

        assertThat(refused.code()).isEqualTo(ErrorCode.VALIDATION_ERROR);
        assertThat(refused.details()).extracting(AttuneException.Detail::field).containsExactly(place);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'criteria': 'trigger.payload.level == 5'",
                "'criteria': '{{ trigger.payload.level == 5 }}'",
                "'criteria': ''",
                "'conditions': {}",
                "'conditions': []",
                "'conditions': null",
                "'conditions': 'event.payload.x == 1'",
                "'criteria': 'event.id == 1', 'conditions': {'expression': 'event.id == 1'}",
                "'conditions': [{'field': 'detail.state', 'operator': 'equals', 'value': 'on'}]"
            })
    void everyShapeOfAConditionIsTaken(String field) {
        assertThatCode(() -> create("{" + VALID + ", " + field + "}").check()).doesNotThrowAnyException();
    }

    @Test
    void criteriaAreStoredAsAnExpressionAndShownInBothForms() throws JsonProcessingException {
        assertThat(Conditions.given(null, "a == 1")).isEqualTo(json("{'expression': 'a == 1'}"));
        assertThat(Conditions.given(json("'a == 1'"), null)).isEqualTo(json("{'expression': 'a == 1'}"));
        assertThat(Conditions.given(null, "")).isEqualTo(json("{}"));
        assertThat(Conditions.given(json("null"), null)).isNull();

        assertThat(Conditions.criteria(json("{'expression': 'a == 1'}"))).isEqualTo("a == 1");
        assertThat(Conditions.criteria(json("{}"))).isEmpty();
        assertThat(Conditions.criteria(json("[{'field': 'a', 'operator': 'exists'}]")))
                .isNull();
    }

    @Test
    void aChangeOfWhatRunsIsToldFromAChangeOfWords() throws JsonProcessingException {
        for (var words : List.of("{}", "{'label': 'x'}", "{'enabled': false}", "{'action_params': null}")) {
            assertThat(update(words).changesWhatRuns()).as(words).isFalse();
        }
        for (var run : List.of(
                "{'permission_set_refs': ['a.b']}",
                "{'permission_set_refs': []}",
                "{'action_ref': 'a.b'}",
                "{'action_params': {}}",
                "{'trigger_ref': 'a.b'}",
                "{'criteria': 'true'}")) {
            assertThat(update(run).changesWhatRuns()).as(run).isTrue();
        }
        assertThat(refusal(() -> update("{'permission_set_refs': [1]}").check()).details())
                .extracting(AttuneException.Detail::field)
                .containsExactly("permission_set_refs");
    }

    @Test
    void parametersMustFitTheSchemaAndTemplatesFitEverywhere() throws JsonProcessingException {
        var schema = json("{'count': {'type': 'integer', 'required': true}, 'who': {'type': 'string'}}");

        assertThat(findings("action_params", schema, json("{'count': '{{ payload.n }}', 'who': 'me'}")))
                .isEmpty();
        assertThat(findings("action_params", schema, json("{'who': 5}")))
                .containsExactly("action_params.count", "action_params.who");
        assertThat(findings("action_params", null, json("{'anything': 5}"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "core.intervaltimer | {'interval': 0}                                             | interval",
                "core.crontimer     | {'expression': '* * *'}                                     | expression",
                "core.crontimer     | {'expression': '0 0 * * * *', 'timezone': 'Mars/Olympus'}   | timezone",
                "core.datetimetimer | {'fire_at': 'tomorrow'}                                     | fire_at",
                "core.rruletimer    | {'dtstart': '2030-01-01T00:00:00Z', 'count': 1, 'until': '2031-01-01T00:00:00Z'} | until"
            })
    void aTimerNeedsATime(String trigger, String parameters, String field) throws JsonProcessingException {
        assertThat(timerFindings(trigger, json(parameters))).containsExactly("trigger_params." + field);
    }

    @Test
    void aPastDateIsNoError() throws JsonProcessingException {
        assertThat(timerFindings("core.datetimetimer", json("{'fire_at': '2001-01-01T00:00:00+02:00'}")))
                .isEmpty();
        assertThat(timerFindings("core.datetimetimer", json("{'fire_at': '2001-01-01T00:00:00'}")))
                .isEmpty();
    }

    private static List<String> timerFindings(String trigger, JsonNode parameters) {
        return fields(checks -> TimerParameters.check(new Schedules(), checks, trigger, parameters));
    }

    private static List<String> findings(String field, @Nullable JsonNode schema, JsonNode parameters) {
        return fields(checks -> RuleParameters.fit(checks, field, schema, parameters));
    }

    private static List<String> fields(Consumer<FieldChecks> check) {
        var checks = new FieldChecks();
        check.accept(checks);
        try {
            checks.done();
            return List.of();
        } catch (AttuneException e) {
            return e.details().stream().map(AttuneException.Detail::field).toList();
        }
    }

    private static AttuneException refusal(ThrowingCallable call) {
        return catchThrowableOfType(AttuneException.class, call);
    }

    private static CreateRule create(String json) throws JsonProcessingException {
        return JSON.readValue(quoted(json), CreateRule.class);
    }

    private static UpdateRule update(String json) throws JsonProcessingException {
        return JSON.readValue(quoted(json), UpdateRule.class);
    }

    private static JsonNode json(String json) throws JsonProcessingException {
        return JSON.readTree(quoted(json));
    }

    private static String quoted(String json) {
        return json.replace('\'', '"');
    }
}
