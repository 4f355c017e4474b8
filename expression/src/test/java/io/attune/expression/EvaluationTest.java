package io.attune.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Operators, functions, filters and tests: expressions.md §4 to §7, beyond what Jinja2 shares (Jinja2DifferentialTest). */
class EvaluationTest {
    private static final Scope SCOPE = scope();

    private static Scope scope() {
        Map<String, JsonNode> roots = new HashMap<>();
        Json.of(
                        "{n: 5, s: 'Hello', list: [3, 1, 2], nothing: null, obj: {a: 1, 'and': 2, 'x-id': 3}, t: '2026-01-31T12:05:09.5Z',"
                                + " people: [{name: 'ann', age: 31, at: {city: 'x'}}, {name: 'bob', age: 17, at: {city: 'y'}}]}")
                .properties()
                .forEach(root -> roots.put(root.getKey(), root.getValue()));
        return Scope.of(roots);
    }

    private static JsonNode evaluate(String expression) {
        return Expression.compile(expression).evaluate(SCOPE, Mode.STRICT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                // §4 grammar
                "obj.and; 2",
                "obj['x-id']; 3",
                "'a\\d\\n\\\\\\'' | length; 6",
                "[1, 2,]; [1, 2]",
                "n > 3 ? 'a' : 'b'; 'a'",
                "n | default: 1; 5",
                "{'k': n | string}; {k: '5'}",
                "None == null and True and not False; true",
                // §5 operators, and what D20 keeps apart
                "4 / 2; 2",
                "5 / 2; 2.5",
                "(4 / 2) ~ ''; '2'",
                "4.0 / 2 ~ ''; '2.0'",
                "-7 % 3; 2",
                "7 % -3; -2",
                "1 == true; false",
                "0 == false; false",
                "1 == 1.0; true",
                "'1' == 1; false",
                "[1, {'a': 2}] == [1.0, {'a': 2.0}]; true",
                "true ~ null ~ 1.5 ~ [1, 'a'] ~ {'a': null}; `'true1.5[1,\"a\"]{\"a\":null}'`",
                "[1, 2] < [1, 3]; true",
                "['b'] > ['a', 'c']; true",
                "9223372036854775807 + 1; 9223372036854775808",
                "9223372036854775807 * 2 > 9223372036854775807; true",
                "9007199254740993 == 9007199254740992.0; false",
                "null or 'x'; 'x'",
                "'' and missing; ''",
                "n or missing; 5",
                // §4.1 filters
                "s | upper | lower; 'hello'",
                "nothing | default('d'); 'd'",
                "missing | default(nothing | default('x')); 'x'",
                "missing.deep[3].er | default(1); 1",
                "n | default(missing); 5",
                "[] | first | default(9); 9",
                "s | slice(start=1, end=3); 'el'",
                "people | map(attribute='at.city'); ['x', 'y']",
                "people | filter(name='bob') | map(attribute='age'); [17]",
                "list | batch(size=2); [[3, 1], [2]]",
                "s | append('!') | prepend('> '); '> Hello!'",
                "n | multiply(3); 15",
                "{'a': 1} | merge({'b': 2}); {a: 1, b: 2}",
                "t | date('%Y-%m-%d %H:%M:%S'); '2026-01-31 12:05:09'",
                "0 | date('%F %T %z'); '1970-01-01 00:00:00 +0000'",
                "{'a': [1, 2.5]} | tojson; `'{\"a\":[1,2.5]}'`",
                "'[1, {\"a\": null}]' | from_json; [1, {a: null}]",
                // §6 functions
                "string(null); 'null'",
                "string([1, null]); '[1,null]'",
                "number('1e2'); 100.0",
                "number(true); 1.0",
                "int(' 12 '); 12",
                "int('-3.9'); -3",
                "int(false); 0",
                "bool('') or bool([]) or bool(0.0); false",
                "[type_of(null), type_of(true), type_of(1), type_of('') , type_of([]), type_of({})]; ['null', 'bool', 'number', 'string', 'array', 'object']",
                "length('a😀é'); 3",
                "keys(obj); ['a', 'and', 'x-id']",
                "values(obj); [1, 2, 3]",
                "floor(-1.5); -2",
                "ceil(1.2); 2",
                "round(2.5); 3",
                "round(-2.5); -3",
                "round(2.675, 2); 2.68",
                "min('a', 'b') ~ max(1, 2.5); 'a2.5'",
                "sum([1, 2.0]); 3.0",
                "sum([]); 0",
                "split('a,b,,c', ','); ['a', 'b', '', 'c']",
                "join([1, null, 'a', true], '-'); '1-null-a-true'",
                "replace('a.b.c', '.', ''); 'abc'",
                "starts_with(s, 'He') and ends_with(s, 'lo'); true",
                "match('l+', s); true",
                "match('^l', s); false",
                "s | match('^H'); true",
                "contains(list, 1) and contains(s, 'ell') and contains(obj, 'a'); true",
                "reversed('añ😀'); '😀ña'",
                "reversed(list); [2, 1, 3]",
                "sort(list); [1, 2, 3]",
                "sort(['b', 'B', 'a']); ['B', 'a', 'b']",
                "unique([1, 1.0, '1', [1], [1.0], null, null, true]); [1, '1', [1], null, true]",
                "flat([1, [2, [3]], []]); [1, 2, [3]]",
                "zip([1, 2, 3], ['a', 'b']); [[1, 'a'], [2, 'b']]",
                "range(3); [0, 1, 2]",
                "range(2, 4); [2, 3]",
                "slice(list, 1); [1, 2]",
                "slice(list, 1, null); [1, 2]",
                "slice('a😀b', 1, 99); '😀b'",
                "slice(list, 5, 2); []",
                "index_of(list, 2.0); 2",
                "index_of('a😀b', 'b'); 2",
                "index_of(list, 9); -1",
                "count('aaaa', 'aa'); 2",
                "count([1, 1.0, null], 1); 2",
                "count([1, null, null], null); 2",
                "chunks([1, 2, 3], 2); [[1, 2], [3]]",
                "s | truncate(2, true, ''); 'Hello'",
                "[[1], []] | map('first'); [1, null]",
            })
    void valuesAreThoseOfTheSpecification(String expression, String expected) {
        assertThat(evaluate(expression)).isEqualTo(Json.of(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "missing; 'missing' is undefined",
                "obj.missing; 'missing' is undefined",
                "nothing.x; cannot read 'x' of null",
                "list[3]; out of range",
                "s[9]; out of range",
                "list['a']; cannot read 'a' of an array",
                "1 + 'a'; does not fit a number and a string",
                "'a' * 2; does not fit a string and a number",
                "true + 1; does not fit a boolean and a number",
                "-'a'; needs a number, not a string",
                "1 / 0; division by zero",
                "1 % 0; division by zero",
                "1 < 'a'; cannot order a number and a string",
                "null < 1; cannot order null and a number",
                "1 in 5; not a number",
                "1 in 'abc'; only a string can be in a string",
                "1 in obj; only a string can be in an object",
                "upper(5); 'text' must be a string, not a number",
                "number('abc'); does not hold a number",
                "int(null); must be a number, a numeric string or a boolean, not null",
                "sort([1, 'a']); all numbers or all strings",
                "sum(['a']); must be numbers",
                "chunks(list, 0); at least 1",
                "min(1, 'a'); two numbers or two strings",
                "slice(list, -1); negative places are not supported",
                "from_json('{'); is not JSON",
                "split(s, ''); the separator is empty",
                "{1: 2}; the keys of an object are strings",
                "n if false; there is no 'else'",
                "people | map(attribute='nope'); no member of that name",
                "list | map('nope'); no filter of that name",
                "list | select('nope'); no test of that name",
                "1e308 * 10; not a finite number",
                "2 ** 5000; more than 1024 bits",
            })
    void errorsSayWhatWasExpectedAndFound(String expression, String message) {
        assertThatThrownBy(() -> evaluate(expression))
                .isInstanceOf(ExpressionException.class)
                .isNotInstanceOf(ExpressionSyntaxException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "range(100000000); steps",
                "range(10000) | map('string') | join('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx') | replace('x', 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy'); creates more than",
                "unique(range(3000) | batch(1)); steps",
            })
    void workIsBounded(String expression, String message) {
        assertThatThrownBy(() -> evaluate(expression))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining(message);
    }

    @Test
    void anExpressionMaySpanLines() {
        assertThat(evaluate("n\n  +\t1\r\n")).isEqualTo(Json.of("6"));
    }

    @Test
    void lenientModeNeverFails() {
        assertThat(Expression.compile("1 / 0").evaluate(SCOPE, Mode.LENIENT)).isEqualTo(Json.of("null"));
        assertThat(Expression.compile("a.b.c").evaluate(SCOPE, Mode.LENIENT)).isEqualTo(Json.of("null"));
        assertThat(Expression.compile("a.b == null").evaluate(SCOPE, Mode.LENIENT))
                .isEqualTo(Json.of("false"));
    }

    @Test
    void tracesSayWhatTheNamesHeld() {
        Trace trace = Expression.compile("level == 'info' and n > 3 and missing.x or not (s == 'Hello')")
                .trace(
                        Scope.of(Map.of("level", Json.of("'error'"), "n", Json.of("5"), "s", Json.of("'Hello'"))),
                        Mode.CRITERIA);
        assertThat(trace.toText()).isEqualTo("""
                        level == 'info' and n > 3 and missing.x or not s == 'Hello' → false
                          level == 'info' and n > 3 and missing.x → false
                            level == 'info' → false: level was 'error'
                            n > 3 → not evaluated
                            missing.x → not evaluated
                          not s == 'Hello' → false
                            s == 'Hello' → true: s was 'Hello'""");
        assertThat(trace.toJson().at("/parts/0/parts/0"))
                .isEqualTo(Json.of("{expression: `level == 'info'`, result: false, because: `level was 'error'`}"
                        .replace('`', '"')));
    }

    @Test
    void tracesDoNotShowWhatMayBeSecret() {
        Scope scope = Scope.builder()
                .value("keystore", Json.of("{token: 'hunter2', on: 'yes'}"))
                .value("x", Json.of("'a'"))
                .function("kv.get", (_, _) -> Json.of("'hunter2'"))
                .build();
        for (String source : new String[] {
            "keystore.token == x",
            "keystore.token ~ x",
            "keystore.token and x == 'b'",
            "kv.get('t') ~ x",
            "keystore.token if x else x"
        }) {
            Trace trace = Expression.compile(source).trace(scope, Mode.CRITERIA);
            assertThat(trace.toJson().toString()).as(source).doesNotContain("hunter2");
        }
        assertThat(Expression.compile("keystore.on and x == 'b'")
                        .trace(scope, Mode.CRITERIA)
                        .toText())
                .isEqualTo("""
                        keystore.on and x == 'b' → false
                          keystore.on → "***"
                          x == 'b' → false: x was 'a'""");
    }

    @Test
    void tracesShowErrorsAndWhatIsUndefined() {
        Trace trace = Expression.compile("event.payload.n < 3 or event.payload.x == 1")
                .trace(Json.event("{n: 'a'}"), Mode.CRITERIA);
        assertThat(trace.error()).contains("cannot order a string and a number");
        assertThat(trace.parts().get(1).evaluated()).isFalse();
        assertThat(Condition.compile(Json.of("'event.payload.x == 1'"))
                        .trace(Json.event("{}"))
                        .toText())
                .isEqualTo("event.payload.x == 1 → false: event.payload.x is undefined");
        assertThat(Condition.compile(Json.of("[{field: 'level', operator: 'equals', value: 'info'}]"))
                        .trace(Json.event("{level: 'error'}"))
                        .toText())
                .isEqualTo("level == 'info' → false: level was 'error'");
    }
}
