package io.attune.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule conditions: expressions.md §3.1, §7, §8; design D1, D3; scenarios T2.5 and T3.5. */
class ConditionTest {
    private static boolean holds(String criteria, String payload) {
        return Condition.compile(TextNode.valueOf(criteria)).test(Json.event(payload));
    }

    /** T3.5 and T2.5: every row with both roots, with and without braces, and as an object. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "R.level == 'info'; {level: 'info'}; true",
                "R.level == 'info'; {level: 'error'}; false",
                "R.level == 'error'; {level: 'debug'}; false",
                "R.priority <= 3; {priority: 2}; true",
                "R.priority >= 7; {priority: 2}; false",
                "R.priority >= 7; {priority: 9}; true",
                "R.priority <= 3; {priority: 5}; false",
                "(R.level == 'error' and R.priority > 5) or R.environment == 'production'; {level: 'error', priority: 8, environment: 'staging'}; true",
                "(R.level == 'error' and R.priority > 5) or R.environment == 'production'; {level: 'info', priority: 2, environment: 'production'}; true",
                "(R.level == 'error' and R.priority > 5) or R.environment == 'production'; {level: 'info', priority: 3, environment: 'staging'}; false",
                "R.status in ['critical','urgent','high']; {status: 'critical'}; true",
                "R.status in ['critical','urgent','high']; {status: 'low'}; false",
                "R.status in ['critical','urgent','high']; {status: 'urgent'}; true",
                "R.status != 'ok'; {status: 'ok'}; false",
                "R.status != 'ok'; {status: 'bad'}; true",
                "R.n < 3; {n: 2}; true",
                "R.n < 3; {n: 3}; false",
                "not (R.n < 3); {n: 3}; true",
                "not (R.n < 3); {n: 2}; false",
                "R.value > 100; {value: 50}; false",
                "R.value > 100; {value: 100}; false",
                "R.value > 100; {value: 150}; true",
                "R.severity == 'high' and R.count > 10; {severity: 'high', count: 5}; false",
                "R.severity == 'high' and R.count > 10; {severity: 'low', count: 15}; false",
                "R.severity == 'high' and R.count > 10; {severity: 'high', count: 15}; true",
                "R.status in ['critical', 'urgent'] and not R.muted; {status: 'urgent'}; true",
                "R.status in ['critical', 'urgent'] and not R.muted; {status: 'urgent', muted: true}; false",
                "R.region == 'eu' or R.cost > 100.5; {cost: 101}; true",
            })
    void criteriaHoldInEverySpelling(String pattern, String payload, boolean expected) {
        for (String root : List.of("trigger.payload", "event.payload", "trigger.data", "event.data")) {
            String text = pattern.replace("R.", root + ".");
            String lines = text.replace(" and ", "\n  and ").replace(" or ", "\n or ");
            for (String spelling : List.of(text, "{{ " + text + " }}", "  {{" + lines + "}}\n", lines)) {
                assertThat(holds(spelling, payload)).as(spelling).isEqualTo(expected);
                var object = JsonNodeFactory.instance.objectNode().put("expression", spelling);
                assertThat(Condition.compile(object).test(Json.event(payload)))
                        .as(spelling)
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "[]"})
    void absentConditionsAlwaysHold(String conditions) {
        assertThat(Condition.compile(Json.of(conditions)).test(Json.event("{}")))
                .isTrue();
        assertThat(Condition.compile(null).test(Json.event("{}"))).isTrue();
    }

    @Test
    void anEventWithoutPayloadIsLikeOneWithAnEmptyPayload() {
        Scope scope =
                Scope.ofEvent(1, "core.webhook", null, "2026-01-31T12:00:00Z").build();
        assertThat(Condition.compile(TextNode.valueOf("event.payload == {}")).test(scope))
                .isTrue();
        assertThat(Condition.compile(TextNode.valueOf("event.payload.x == 1")).test(scope))
                .isFalse();
        assertThat(Condition.compile(Json.of("[{field: 'x', operator: 'not_exists'}]"))
                        .test(scope))
                .isTrue();
    }

    /** D3: a missing name makes comparisons false and nothing else fail. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "event.payload.x == null; false",
                "event.payload.x != 1; false",
                "event.payload.x in [null, 1]; false",
                "event.payload.x not in [1]; false",
                "1 in event.payload.x; false",
                "event.payload.x < 1 or event.payload.y == 2; true",
                "event.payload.a.b.c == 1 or event.payload.y == 2; true",
                "event.payload.nothing.deeper == 1 or event.payload.y == 2; true",
                "event.payload.x + 1 > 0 or event.payload.y == 2; true",
                "lower(event.payload.x) == 'a' or event.payload.y == 2; true",
                "event.payload.x; false",
                "not event.payload.x; true",
                "event.payload.x is defined; false",
                "event.payload.x is not defined; true",
                "event.payload.y is defined; true",
                "event.payload.x | default(5) == 5; true",
                "event.payload.nothing | default(5) == 5; true",
                "event.payload.nothing == null; true",
                "'x' in event.payload; false",
                "'y' in event.payload; true",
                "unknown_root == 1 or true; true",
                "event.payload.x is none; false",
                "event.payload.x ~ 'a' == 'a'; true",
                "event.payload.list[7] == 1 or true; true",
            })
    void aMissingNameIsUndefined(String criteria, boolean expected) {
        assertThat(holds(criteria, "{y: 2, nothing: null, list: [1]}")).isEqualTo(expected);
    }

    @Test
    void otherErrorsAreErrors() {
        assertThatThrownBy(() -> holds("event.payload.x < 3", "{x: 'a'}"))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining("cannot order a string and a number");
    }

    @Test
    void metadataOfTheEventCanBeAskedFor() {
        assertThat(holds("event.id == 7 and trigger.id == 7 and event.trigger == 'core.webhook'", "{}"))
                .isTrue();
        assertThat(holds("trigger.ref == 'core.webhook' and event.trigger_ref == trigger.ref", "{}"))
                .isTrue();
        assertThat(holds("trigger.created | date('%Y') == '2026'", "{}")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "equals; 'a'; {f: 'a'}; true",
                "==; 1; {f: 1.0}; true",
                "equals; '1'; {f: 1}; false",
                "equals; {a: [1]}; {f: {a: [1.0]}}; true",
                "not_equals; 'a'; {f: 'b'}; true",
                "!=; 'a'; {f: 'a'}; false",
                "not_equals; 'a'; {}; false",
                "contains; 'ell'; {f: 'hello'}; true",
                "contains; 2; {f: [1, 2]}; true",
                "contains; 'a'; {f: {a: 1}}; false",
                "contains; 'a'; {f: 5}; false",
                "greater_than; 3; {f: 4}; true",
                ">; 3; {f: 3}; false",
                ">; 3; {f: '4'}; false",
                "less_than; 'b'; {f: 'a'}; true",
                "<; 3; {f: 2.5}; true",
                "greater_or_equal; 3; {f: 3}; true",
                ">=; 3; {f: 2}; false",
                "less_or_equal; 3; {f: 3}; true",
                "<=; 3; {f: 4}; false",
                "in; ['a', 'b']; {f: 'b'}; true",
                "in; ['a', 'b']; {f: 'c'}; false",
                "not_in; ['a', 'b']; {f: 'c'}; true",
                "not_in; ['a', 'b']; {}; false",
                "starts_with; 'ab'; {f: 'abc'}; true",
                "starts_with; 'ab'; {f: 5}; false",
                "ends_with; 'bc'; {f: 'abc'}; true",
                "matches; '^a.c$'; {f: 'abc'}; true",
                "regex; 'b'; {f: 'abc'}; true",
                "matches; 'b'; {f: 5}; false",
                "exists; null; {f: null}; true",
                "exists; null; {}; false",
                "not_exists; null; {}; true",
                "not_exists; null; {f: 1}; false",
            })
    void fieldOperators(String operator, String value, String payload, boolean expected) {
        var conditions = Json.of("[{field: 'f', operator: '%s', value: %s}]".formatted(operator, value));
        assertThat(Condition.compile(conditions).test(Json.event(payload))).isEqualTo(expected);
    }

    @Test
    void allElementsOfAListMustHold() {
        var conditions = Json.of(
                "[{field: 'detail.state', operator: 'equals', value: 'on'}, {field: 'n', operator: '>', value: 1}]");
        assertThat(Condition.compile(conditions).test(Json.event("{detail: {state: 'on'}, n: 2}")))
                .isTrue();
        assertThat(Condition.compile(conditions).test(Json.event("{detail: {state: 'on'}, n: 1}")))
                .isFalse();
        assertThat(Condition.compile(conditions).test(Json.event("{detail: [1], n: 2}")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{and: []}; list of {field, operator, value}",
                "{level: {'==': 'a'}}; list of {field, operator, value}",
                "{expression: 5}; must be a string",
                "{expression: 'a =='}; ends where a value is expected",
                "[{operator: 'equals', value: 1}]; [0].field",
                "[{field: 'a', value: 1}]; [0].operator",
                "[{field: 'a', operator: 'equal', value: 1}]; did you mean 'equals'?",
                "[{field: 'a', operator: 'equals'}]; needs a value",
                "[{field: 'a', operator: 'in', value: 1}]; must be an array",
                "[{field: 'a', operator: 'matches', value: '('}]; not a regular expression",
                "[5]; a condition is an object",
                "5; list of {field, operator, value}",
            })
    void otherShapesAreRefused(String conditions, String message) {
        assertThatThrownBy(() -> Condition.compile(Json.of(conditions)))
                .isInstanceOfSatisfying(
                        ExpressionSyntaxException.class,
                        refusal -> assertThat(refusal.explanation()).contains(message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "trigger.payload.level == 'error'; payload.level == \"error\"",
                "'error' == event.data.level; payload.level == \"error\"",
                "event.payload['x-id'] == 5 and event.payload.n > 3; payload.x-id == 5",
                "event.payload.a.b == true and (event.payload.c == null and trigger.ref == 'x'); payload.a.b == true, payload.c == null, ref == \"x\"",
                "1 == event.payload.a == event.payload.b; payload.a == 1",
                "event.payload.a == 1 or event.payload.b == 2; ``",
                "not (event.payload.a == 1); ``",
                "event.payload.list.0 == 1; ``",
                "event.payload.list[0] == 1; ``",
                "event.payload.a != 1; ``",
                "event.payload.a | lower == 'x'; ``",
                "payload.a == 1; ``",
            })
    void equalityKeysAreTheNecessaryEqualities(String criteria, String expected) {
        var keys = Condition.compile(TextNode.valueOf(criteria)).equalityKeys();
        assertThat(String.join(", ", keys.stream().map(EqualityKey::toString).toList()))
                .isEqualTo(expected);
    }

    @Test
    void listsHaveEqualityKeysToo() {
        var conditions =
                Json.of("[{field: 'a.b', operator: 'equals', value: 'x'}, {field: 'c', operator: '==', value: []},"
                        + " {field: 'd', operator: '>', value: 1}]");
        assertThat(Condition.compile(conditions).equalityKeys())
                .containsExactly(new EqualityKey(List.of("payload", "a", "b"), TextNode.valueOf("x")));
    }
}
