package io.attune.model.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaLintTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a': {'type': 'int'}}                          | a.type: 'int' is not a type; did you mean 'integer'?",
                "{'a': {'type': 'strng'}}                        | a.type: 'strng' is not a type; did you mean 'string'?",
                "{'a': {'type': 'qqq'}}                          | a.type: 'qqq' is not a type; use one of string, integer, number, boolean, array, object",
                "{'a': {'type': ['string']}}                     | a.type: a type is one word, found array; use one of string, integer, number, boolean, array, object",
                "{'a': 'string'}                                 | a: a parameter is described by a map, found the text 'string'; write '{ type: string }'",
                "{'a': 5}                                        | a: a parameter is described by a map, found integer",
                "{'a': {'required': 'yes'}}                      | a.required: must be true or false, found string",
                "{'a': {'secret': 1}}                            | a.secret: must be true or false, found integer",
                "{'a': {'position': 'x'}}                        | a.position: must be a whole number, found string",
                "{'a': {'enum': []}}                             | a.enum: must be a list of at least one value",
                "{'a': {'minLength': -1}}                        | a.minLength: must be a whole number of at least 0, found integer",
                "{'a': {'minimum': 5, 'maximum': 2}}             | a.minimum: is 5, above maximum 2: no value can fit",
                "{'a': {'type': 'integer', 'default': 'x'}}      | a.default: must be of type integer, found string 'x'",
                "{'a': {'enum': ['x'], 'default': 'y'}}          | a.default: 'y' is not one of the values of enum",
                "{'a': {'minimum': 3, 'default': 1}}             | a.default: 1 is below minimum 3",
                "{'a': {'maximum': 3, 'default': 9}}             | a.default: 9 is above maximum 3",
                "{'a': {'pattern': 'BAD'}}                       | a.pattern: is bad",
                "{'a': {'items': 'string'}}                      | a.items: a parameter is described by a map, found the text 'string'; write '{ type: string }'",
                "{'a': {'properties': {'b': {'type': 'list'}}}}  | a.properties.b.type: 'list' is not a type; did you mean 'array'?",
                "{'a': {'oneOf': [{'type': 'dict'}]}}            | a.oneOf.0.type: 'dict' is not a type; did you mean 'object'?",
                "{'a': {'anyOf': 3}}                             | a.anyOf: must be a list of at least one schema",
                "['a']                                           | a schema is a map of parameter names, found array; write one entry per parameter: 'name: { type: string }'",
            })
    void eachMistakeIsNamedWithItsPlace(String schema, String expected) throws Exception {
        assertThat(lint(schema)).singleElement().satisfies(problem -> {
            assertThat(problem.text()).isEqualTo(expected);
            assertThat(problem.fatal()).isTrue();
        });
    }

    @Test
    void anUnknownKeywordIsOnlyAWarning() throws Exception {
        assertThat(lint("{'a': {'defualt': 1}}")).singleElement().satisfies(problem -> {
            assertThat(problem.text())
                    .isEqualTo("a.defualt: 'defualt' is not a schema keyword and is ignored; did you mean 'default'?");
            assertThat(problem.fatal()).isFalse();
        });
    }

    @Test
    void allMistakesAreReportedAtOnce() throws Exception {
        assertThat(lint("{'a': {'type': 'int', 'secret': 0}, 'b': 1}")).hasSize(3);
    }

    @Test
    void theExampleOfTheSpecificationIsFine() throws Exception {
        assertThat(lint("{'host': {'type': 'string', 'required': true, 'description': 'target host'},"
                        + "'port': {'type': 'integer', 'default': 22, 'minimum': 1, 'maximum': 65535},"
                        + "'mode': {'type': 'string', 'enum': ['fast', 'safe'], 'default': 'safe'},"
                        + "'tags': {'type': 'array', 'items': {'type': 'string'}, 'minItems': 1},"
                        + "'secrets': {'type': 'object', 'properties': {'pin': {'type': 'string', 'secret': true}}}}"))
                .isEmpty();
    }

    @Test
    void nestingHasALimit() throws Exception {
        assertThat(lint("{'a': " + "{'items': ".repeat(25) + "{}" + "}".repeat(25) + "}"))
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.message()).isEqualTo("schemas may be nested at most 20 levels deep"));
    }

    private static List<SchemaProblem> lint(String schema) throws Exception {
        return SchemaLint.check(
                JSON.readTree(schema.replace('\'', '"')),
                pattern -> pattern.equals("BAD") ? Optional.of("is bad") : Optional.empty());
    }
}
