package io.attune.engine.parameter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.schema.FlatSchema;
import io.attune.model.schema.ParameterType;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ParameterCheckProperties {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @Property(tries = 500)
    void anySchemaCanBeCompiledAndCheckedAgainst(
            @ForAll("objects") ObjectNode schema, @ForAll("objects") ObjectNode given) {
        ParameterCheck check = ParameterCheck.of(FlatSchema.of(schema));
        ObjectNode before = given.deepCopy();
        assertThat(check.check(given)).isEqualTo(check.check(given));
        assertThat(check.checkTemplates(given).violations().size())
                .isLessThanOrEqualTo(check.check(given).violations().size());
        assertThat(given).isEqualTo(before);
    }

    @Property(tries = 500)
    void typesAgreeWithTheTypeItself(@ForAll ParameterType type, @ForAll("values") JsonNode value) {
        ObjectNode schema = NODES.objectNode();
        schema.putObject("p").put("type", type.wire());
        ObjectNode given = NODES.objectNode();
        given.set("p", value);
        assertThat(ParameterCheck.of(FlatSchema.of(schema)).check(given).fit())
                .isEqualTo(value.isNull() || type.accepts(value));
    }

    @Provide
    Arbitrary<JsonNode> values() {
        return values(2);
    }

    @Provide
    Arbitrary<ObjectNode> objects() {
        return objects(values(2));
    }

    private static Arbitrary<ObjectNode> objects(Arbitrary<JsonNode> members) {
        Arbitrary<String> keys = Arbitraries.of(
                "type",
                "properties",
                "items",
                "required",
                "secret",
                "default",
                "enum",
                "anyOf",
                "not",
                "a",
                "b",
                "minimum",
                "pattern",
                "format",
                "$ref",
                "$schema",
                "$id",
                "additionalProperties");
        return Arbitraries.maps(keys, members)
                .ofMaxSize(4)
                .map(ParameterCheckProperties::object)
                .withoutEdgeCases();
    }

    private static Arbitrary<JsonNode> values(int depth) {
        Arbitrary<JsonNode> leaf = Arbitraries.oneOf(
                Arbitraries.of("string", "object", "integer", "x", "{{ x }}", "[", "date")
                        .map(NODES::textNode),
                Arbitraries.integers().between(-2, 2).map(NODES::numberNode),
                Arbitraries.doubles().between(-2, 2).map(NODES::numberNode),
                Arbitraries.of(true, false).map(NODES::booleanNode),
                Arbitraries.just(NODES.nullNode()));
        if (depth == 0) {
            return leaf.withoutEdgeCases();
        }
        Arbitrary<JsonNode> inner = values(depth - 1);
        Arbitrary<JsonNode> lists = inner.list().ofMaxSize(3).map(list -> {
            ArrayNode array = NODES.arrayNode();
            list.forEach(array::add);
            return array;
        });
        return Arbitraries.oneOf(
                        leaf,
                        lists,
                        objects(inner).map(object -> (JsonNode) object),
                        objects(inner).map(object -> (JsonNode) object))
                .withoutEdgeCases();
    }

    private static ObjectNode object(Map<String, JsonNode> members) {
        ObjectNode object = NODES.objectNode();
        members.forEach(object::set);
        return object;
    }
}
