package io.attune.model.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** packs.md §4. */
class FlatSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void keysAreParameterNamesInTheOrderOfTheDocument() throws Exception {
        FlatSchema schema =
                schema("{'zeta': {'type': 'string', 'required': true}, 'alpha': {'type': 'integer', 'default': 3}}");
        assertThat(schema.parameters()).extracting(Parameter::name).containsExactly("zeta", "alpha");
        assertThat(schema.required()).containsExactly("zeta");
        assertThat(schema.find("alpha")).hasValueSatisfying(alpha -> {
            assertThat(alpha.type()).isEqualTo(ParameterType.INTEGER);
            assertThat(alpha.defaultValue()).isEqualTo(JSON.getNodeFactory().numberNode(3));
        });
    }

    @Test
    void becomesAJsonSchemaWithoutTheWordsOfOurOwn() throws Exception {
        FlatSchema schema =
                schema("{'host': {'type': 'string', 'required': true, 'position': 1, 'secret': true, 'default': 'x'},"
                        + " 'port': {'type': 'integer', 'minimum': 1}}");
        assertThat(schema.toJsonSchema())
                .isEqualTo(json("{'type': 'object', 'properties': {'host': {'type': 'string'},"
                        + " 'port': {'type': 'integer', 'minimum': 1}}, 'required': ['host']}"));
    }

    @Test
    void requiredMembersAreCollectedAtEveryDepth() throws Exception {
        FlatSchema schema = schema("{'list': {'type': 'array', 'items': {'type': 'object', 'properties':"
                + " {'id': {'type': 'integer', 'required': true}}}}}");
        assertThat(schema.toJsonSchema().at("/properties/list/items"))
                .isEqualTo(json("{'type': 'object', 'properties': {'id': {'type': 'integer'}}, 'required': ['id']}"));
    }

    @Test
    void nothingThatCouldLoadAnotherDocumentGetsThrough() throws Exception {
        FlatSchema schema = schema(
                "{'a': {'$ref': 'http://example.org/s.json', '$id': 'x', '$dynamicRef': '#y', 'anyOf': [{'$ref': 'file:///etc'}]}}");
        assertThat(schema.toJsonSchema().toString()).doesNotContain("$").doesNotContain("example");
    }

    @Test
    void aDocumentThatIsAJsonSchemaIsTakenForOne() throws Exception {
        FlatSchema schema = schema(
                "{'type': 'object', 'properties': {'a': {'type': 'string', 'default': 'q'}}, 'required': ['a']}");
        assertThat(schema.required()).containsExactly("a");
        assertThat(schema.defaults()).isEqualTo(json("{'a': 'q'}"));
        assertThat(schema.toJsonSchema())
                .isEqualTo(json("{'type': 'object', 'properties': {'a': {'type': 'string'}}, 'required': ['a']}"));
    }

    @Test
    void parametersMayBeCalledTypeAndProperties() throws Exception {
        FlatSchema schema = schema("{'type': {'type': 'string'}, 'properties': {'type': 'object'}}");
        assertThat(schema.parameters()).extracting(Parameter::name).containsExactly("type", "properties");
    }

    @Test
    void defaultsFillMissingAndNullParametersAndLeaveTheGivenDocumentAlone() throws Exception {
        FlatSchema schema =
                schema("{'a': {'default': 1}, 'b': {'default': 2}, 'c': {'default': 3}, 'd': {'default': null}}");
        ObjectNode given = (ObjectNode) json("{'b': null, 'c': 30, 'extra': true}");
        ObjectNode before = given.deepCopy();
        assertThat(schema.withDefaults(given)).isEqualTo(json("{'b': 2, 'c': 30, 'extra': true, 'a': 1}"));
        assertThat(given).isEqualTo(before);
    }

    @Test
    void secretsAreFoundInsideObjectsAndLists() throws Exception {
        FlatSchema schema = schema("{'token': {'type': 'string', 'secret': true},"
                + " 'db': {'type': 'object', 'properties': {'user': {'type': 'string'}, 'pin': {'secret': true}}},"
                + " 'users': {'type': 'array', 'items': {'properties': {'pw': {'secret': true}}}}}");
        assertThat(schema.secretPaths())
                .extracting(SecretPath::toString)
                .containsExactly("token", "db.pin", "users.*.pw");
        assertThat(schema.locateSecrets(
                        json("{'token': 't', 'db': {'user': 'u', 'pin': null}, 'users': [{'pw': 1}, {}, {'pw': 2}]}")))
                .containsExactly(
                        JsonPointer.compile("/token"),
                        JsonPointer.compile("/users/0/pw"),
                        JsonPointer.compile("/users/2/pw"));
    }

    @Test
    void whatIsInsideASecretIsSecretWithoutBeingNamed() throws Exception {
        FlatSchema schema =
                schema("{'login': {'type': 'object', 'secret': true, 'properties': {'pin': {'secret': true}}},"
                        + " 'either': {'anyOf': [{'properties': {'a': {'secret': true}}}, {'secret': true}]}}");
        assertThat(schema.locateSecrets(json("{'login': {'user': 'u', 'pin': 1}, 'either': {'a': 1}}")))
                .containsExactly(JsonPointer.compile("/login"), JsonPointer.compile("/either"));
    }

    @Test
    void membersThatTheSchemaDoesNotNameMayBeSecretToo() throws Exception {
        FlatSchema schema = schema("{'headers': {'type': 'object', 'properties': {'Accept': {'type': 'string'}},"
                + " 'additionalProperties': {'type': 'string', 'secret': true}}}");
        assertThat(schema.locateSecrets(json("{'headers': {'Accept': 'x', 'Authorization': 'y', 'Cookie': 'z'}}")))
                .containsExactly(JsonPointer.compile("/headers/Authorization"), JsonPointer.compile("/headers/Cookie"));
    }

    @Test
    void aValueOfTheWrongShapeIsSecretAsAWhole() throws Exception {
        FlatSchema schema = schema("{'db': {'type': 'object', 'properties': {'pin': {'secret': true}}},"
                + " 'users': {'type': 'array', 'items': {'properties': {'pw': {'secret': true}}}}}");
        assertThat(schema.locateSecrets(json("{'db': 'user=u pin=1234', 'users': {'pw': 1}}")))
                .containsExactly(JsonPointer.compile("/db"), JsonPointer.compile("/users"));
        assertThat(schema.locateSecrets(json("'pin=1234'"))).containsExactly(JsonPointer.empty());
    }

    @Test
    void aListIsLookedThroughAsAListOfDocuments() throws Exception {
        assertThat(schema("{'pin': {'secret': true}}").locateSecrets(json("[{'pin': 1}, {'x': 2}, {'pin': 3}]")))
                .containsExactly(JsonPointer.compile("/0/pin"), JsonPointer.compile("/2/pin"));
    }

    @Test
    void aJsonSchemaMayBeSecretAsAWhole() throws Exception {
        FlatSchema schema =
                schema("{'type': 'object', 'secret': true, 'properties': {'a': {'type': 'string'}, 'b': {}}}");
        assertThat(schema.locateSecrets(json("{'a': 'x', 'b': {'c': 1}}")))
                .containsExactly(JsonPointer.compile("/a"), JsonPointer.compile("/b"));
    }

    @Test
    void absentNullAndNonsenseAreNoParameters() throws Exception {
        assertThat(FlatSchema.of(null)).isEqualTo(FlatSchema.EMPTY);
        assertThat(FlatSchema.of(json("null")).isEmpty()).isTrue();
        assertThat(FlatSchema.of(json("[1]")).isEmpty()).isTrue();
        assertThat(schema("{'a': 5}").isEmpty()).isTrue();
    }

    private static FlatSchema schema(String singleQuoted) throws Exception {
        return FlatSchema.of(json(singleQuoted));
    }

    private static JsonNode json(String singleQuoted) throws Exception {
        return JSON.readTree(singleQuoted.replace('\'', '"'));
    }
}
