package io.attune.model.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FlatSchemaProperties {
    @Property
    void anyDocumentCanBeReadAndLinted(@ForAll("documents") JsonNode document) {
        FlatSchema schema = FlatSchema.of(document);
        assertThat(schema.toJsonSchema().path("type").asText("object")).isNotNull();
        schema.locateSecrets(document);
        SchemaLint.check(document, pattern -> Optional.empty());
    }

    @Property
    void applyingDefaultsTwiceIsApplyingThemOnce(
            @ForAll("documents") JsonNode document, @ForAll("documents") JsonNode given) {
        FlatSchema schema = FlatSchema.of(document);
        ObjectNode parameters = given instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        ObjectNode once = schema.withDefaults(parameters);
        assertThat(schema.withDefaults(once)).isEqualTo(once);
    }

    @Provide
    Arbitrary<JsonNode> documents() {
        return documents(3);
    }

    private static Arbitrary<JsonNode> documents(int depth) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        Arbitrary<JsonNode> leaf = Arbitraries.oneOf(
                Arbitraries.of("string", "object", "integer", "x").map(nodes::textNode),
                Arbitraries.integers().between(-2, 2).map(nodes::numberNode),
                Arbitraries.of(true, false).map(nodes::booleanNode),
                Arbitraries.just(nodes.nullNode()));
        if (depth == 0) {
            return leaf.withoutEdgeCases();
        }
        Arbitrary<String> keys = Arbitraries.of(
                "type",
                "properties",
                "items",
                "required",
                "secret",
                "default",
                "enum",
                "anyOf",
                "a",
                "b",
                "minimum",
                "$ref");
        Arbitrary<JsonNode> inner = documents(depth - 1);
        Arbitrary<JsonNode> lists = inner.list().ofMaxSize(3).map(list -> {
            ArrayNode array = nodes.arrayNode();
            list.forEach(array::add);
            return array;
        });
        Arbitrary<JsonNode> maps = Arbitraries.maps(keys, inner).ofMaxSize(4).map(map -> {
            ObjectNode object = nodes.objectNode();
            map.forEach(object::set);
            return object;
        });
        return Arbitraries.oneOf(leaf, lists, maps, maps).withoutEdgeCases();
    }
}
