package io.attune.engine.parameter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.schema.FlatSchema;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** packs.md §4, scenario T3.13. */
class ParameterCheckTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'url': {'type': 'string', 'required': true}}  | {}                | Missing required parameter: url",
                "{'url': {'type': 'string', 'required': true}}  | {'url': null}     | Missing required parameter: url",
                "{'a': {'required': true}, 'b': {'required': true}} | {}            | Missing required parameter: a; Missing required parameter: b",
                "{'db': {'type': 'object', 'properties': {'user': {'required': true}}}} | {'db': {}} | Missing required parameter: db.user",
                "{'port': {'type': 'integer'}}                  | {'port': '8080'}  | Parameter 'port' must be of type integer, found string '8080'",
                "{'port': {'type': 'integer'}}                  | {'port': 1.5}     | Parameter 'port' must be of type integer, found number 1.5",
                "{'name': {'type': 'string'}}                   | {'name': 5}       | Parameter 'name' must be of type string, found integer 5",
                "{'flag': {'type': 'boolean'}}                  | {'flag': 'true'}  | Parameter 'flag' must be of type boolean, found string 'true'",
                "{'list': {'type': 'array'}}                    | {'list': {}}      | Parameter 'list' must be of type array, found object",
                "{'map': {'type': 'object'}}                    | {'map': [1]}      | Parameter 'map' must be of type object, found array",
                "{'list': {'type': 'array', 'items': {'type': 'string'}}} | {'list': ['a', 2]} | Parameter 'list.1' must be of type string, found integer 2",
                "{'mode': {'enum': ['fast', 'safe']}}           | {'mode': 'slow'}  | Parameter 'mode' must be one of fast, safe; found 'slow'",
                "{'v': {'const': 7}}                            | {'v': 8}          | Parameter 'v' must be 7; found 8",
                "{'n': {'minimum': 1}}                          | {'n': 0}          | Parameter 'n' must be at least 1, found 0",
                "{'n': {'maximum': 3}}                          | {'n': 4}          | Parameter 'n' must be at most 3, found 4",
                "{'n': {'exclusiveMinimum': 1}}                 | {'n': 1}          | Parameter 'n' must be greater than 1, found 1",
                "{'n': {'multipleOf': 5}}                       | {'n': 7}          | Parameter 'n' must be a multiple of 5, found 7",
                "{'s': {'minLength': 3}}                        | {'s': 'ab'}       | Parameter 's' must have at least 3 characters, found 2",
                "{'s': {'maxLength': 1}}                        | {'s': 'ab'}       | Parameter 's' must have at most 1 character, found 2",
                "{'l': {'minItems': 1}}                         | {'l': []}         | Parameter 'l' must have at least 1 item, found 0",
                "{'l': {'maxItems': 1}}                         | {'l': [1, 2]}     | Parameter 'l' must have at most 1 item, found 2",
                "{'l': {'uniqueItems': true}}                   | {'l': [1, 1]}     | Parameter 'l' must not hold an item twice",
                "{'s': {'pattern': '^a+$'}}                     | {'s': 'b'}        | Parameter 's' must match the pattern ^a+$, found 'b'",
                "{'s': {'format': 'email'}}                     | {'s': 'nobody'}   | Parameter 's' must be a valid email, found 'nobody'",
                "{'s': {'format': 'date-time'}}                 | {'s': 'today'}    | Parameter 's' must be a valid date-time, found 'today'",
                "{'s': {'format': 'uri'}}                       | {'s': 'a b'}      | Parameter 's' must be a valid uri, found 'a b'",
                "{'s': {'format': 'ipv4'}}                      | {'s': '1.2.3'}    | Parameter 's' must be a valid ipv4, found '1.2.3'",
                "{'s': {'format': 'uuid'}}                      | {'s': 'x'}        | Parameter 's' must be a valid uuid, found 'x'",
                "{'v': {'anyOf': [{'type': 'string'}, {'type': 'integer'}]}} | {'v': []} | Parameter 'v' fits none of the alternatives of its schema",
                "{'v': {'oneOf': [{'minimum': 1}, {'maximum': 9}]}} | {'v': 5}      | Parameter 'v' must fit exactly one of the alternatives of its schema",
                "{'v': {'not': {'type': 'string'}}}             | {'v': 'x'}        | Parameter 'v' has a form that its schema excludes",
                "{'v': {'additionalProperties': false}}         | {'v': {'x': 1}}   | Parameter 'v' holds a member that the schema does not allow",
                "{'l': {'items': {'anyOf': [{'type': 'object', 'properties': {'a': {'type': 'string'}}}]}}} | {'l': [{'a': 1}]} | Parameter 'l.0' fits none of the alternatives of its schema",
            })
    void eachViolationSaysParameterDemandAndFinding(String schema, String parameters, String expected)
            throws Exception {
        assertThat(check(schema, parameters).text()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'n': {'type': 'integer'}}                     | {'n': 3.0}",
                "{'n': {'type': 'integer'}}                     | {'n': 123456789012345678901234567890}",
                "{'n': {'type': 'integer'}}                     | {'n': null}",
                "{'n': {'type': 'integer'}}                     | {'extra': 'fine'}",
                "{'o': {'type': 'object', 'properties': {'x': {'type': 'string'}}}} | {'o': {'x': null}}",
                "{'s': {'type': 'string', 'format': 'no-such-format'}} | {'s': 'x'}",
                "{'s': {'minLength': 1, 'maxLength': 1}}        | {'s': '😀'}",
                "{}                                             | {'anything': [1]}",
            })
    void whatFitsHasNoViolations(String schema, String parameters) throws Exception {
        assertThat(check(schema, parameters).violations()).isEmpty();
    }

    @Test
    void defaultsAreAppliedBeforeTheCheck() throws Exception {
        CheckedParameters checked = check(
                "{'msg': {'type': 'string', 'required': true, 'default': 'Hello from defaults'}, 'n': {'default': 3}}",
                "{'n': null, 'x': 1}");
        assertThat(checked.fit()).isTrue();
        assertThat(checked.parameters()).isEqualTo(json("{'n': 3, 'x': 1, 'msg': 'Hello from defaults'}"));
    }

    @Test
    void aDefaultOfTheWrongTypeIsAViolationToo() throws Exception {
        assertThat(check("{'n': {'type': 'integer', 'default': 'three'}}", "{}").text())
                .isEqualTo("Parameter 'n' must be of type integer, found string 'three'");
    }

    @Test
    void valuesOfSecretsNeverShowInMessages() throws Exception {
        String schema = "{'token': {'type': 'integer', 'secret': true}, 'pin': {'pattern': '^x$', 'secret': true},"
                + " 'db': {'enum': [1], 'properties': {'pw': {'secret': true}}}, 'key': {'minLength': 99, 'secret': true}}";
        CheckedParameters checked =
                check(schema, "{'token': 'hunter2', 'pin': 'hunter2', 'db': {'pw': 'hunter2'}, 'key': 'hunter2'}");
        assertThat(checked.violations()).hasSize(4);
        assertThat(checked.text())
                .doesNotContain("hunter2")
                .contains("Parameter 'token' must be of type integer, found string")
                .contains("Parameter 'key' must have at least 99 characters");
    }

    @Test
    void aTemplateFitsEverywhereWhenARuleIsSaved() throws Exception {
        ParameterCheck check = ParameterCheck.of(
                FlatSchema.of(
                        json(
                                "{'port': {'type': 'integer', 'minimum': 1, 'required': true}, 'mode': {'enum': ['a']},"
                                        + " 'tags': {'type': 'array', 'items': {'type': 'integer'}, 'uniqueItems': true},"
                                        + " 'any': {'anyOf': [{'type': 'object', 'properties': {'x': {'type': 'integer'}}}]}, 'when': {'format': 'date-time'}}")));
        ObjectNode templates =
                json("{'port': '{{ event.payload.port }}', 'mode': 'x{{ a }}', 'tags': ['{{ a }}', '{{ a }}', 3],"
                        + " 'any': {'x': '{{ n }}'}, 'when': '{{ now() }}'}");
        assertThat(check.checkTemplates(templates).violations()).isEmpty();
        assertThat(check.check(templates).violations()).isNotEmpty();
    }

    @Test
    void templatesDoNotExcuseTheParametersBesideThem() throws Exception {
        ParameterCheck check = ParameterCheck.of(
                FlatSchema.of(
                        json(
                                "{'a': {'type': 'integer'}, 'b': {'type': 'integer'}, 'c': {'type': 'string'}, 'd': {'required': true}}")));
        assertThat(check.checkTemplates(json("{'a': '{{ x }}', 'b': '{{ open', 'c': ['{{ x }}']}"))
                        .text())
                .isEqualTo(
                        "Missing required parameter: d; Parameter 'b' must be of type integer, found string '{{ open';"
                                + " Parameter 'c' must be of type string, found array");
    }

    @Test
    void patternsRunInLinearTime() throws Exception {
        ParameterCheck check = ParameterCheck.of(FlatSchema.of(json("{'s': {'pattern': '^(a+)+$'}}")));
        ObjectNode hostile = json("{}").put("s", "a".repeat(50_000) + "!");
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> check.check(hostile));
        assertThat(check.check(hostile).fit()).isFalse();
    }

    @Test
    void aPatternThatNeedsBacktrackingFitsNothing() throws Exception {
        assertThat(check("{'s': {'pattern': '(?=a)a'}}", "{'s': 'a'}").fit()).isFalse();
    }

    @Test
    void aSchemaCannotReferToAnotherDocument() throws Exception {
        assertThat(check("{'s': {'$ref': 'http://127.0.0.1:1/schema.json'}}", "{'s': 1}")
                        .fit())
                .isTrue();
    }

    @Test
    void oneCheckServesManyThreads() throws Exception {
        ParameterCheck check = ParameterCheck.of(FlatSchema.of(json("{'n': {'type': 'integer', 'minimum': 500}}")));
        assertThat(IntStream.range(0, 1_000)
                        .parallel()
                        .filter(n ->
                                check.check(JSON.createObjectNode().put("n", n)).fit()))
                .hasSize(500);
    }

    private static CheckedParameters check(String schema, String parameters) throws Exception {
        return ParameterCheck.of(FlatSchema.of(json(schema))).check(json(parameters));
    }

    private static ObjectNode json(String singleQuoted) throws Exception {
        return (ObjectNode) JSON.readTree(singleQuoted.replace('\'', '"'));
    }
}
