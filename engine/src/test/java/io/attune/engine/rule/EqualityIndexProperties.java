package io.attune.engine.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class EqualityIndexProperties {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Property
    void everyItemWhoseEqualitiesHoldIsACandidateExactlyOnce(
            @ForAll("equalityLists") List<List<Equality>> items, @ForAll("documents") JsonNode document) {
        var index = EqualityIndex.<Integer>empty()
                .with(
                        List.of(),
                        IntStream.range(0, items.size())
                                .mapToObj(number -> new EqualityIndex.Entry<>(number, items.get(number)))
                                .toList());
        List<Integer> candidates = new ArrayList<>();
        index.candidates(document, candidates::add);
        assertThat(candidates).doesNotHaveDuplicates();
        assertThat(candidates)
                .containsAll(IntStream.range(0, items.size())
                        .filter(number -> items.get(number).stream().allMatch(equality -> holds(equality, document)))
                        .boxed()
                        .toList());
    }

    @Property
    void itemsThatComeAndGoOneByOneAreFoundAsLongAsTheyAreThere(
            @ForAll("equalityLists") List<List<Equality>> items,
            @ForAll List<@IntRange(max = 19) Integer> toggled,
            @ForAll("documents") JsonNode document) {
        EqualityIndex<Integer> index = EqualityIndex.empty();
        Set<Integer> present = new HashSet<>();
        for (int number : toggled) {
            if (number >= items.size()) {
                continue;
            }
            var entry = List.of(new EqualityIndex.Entry<>(number, items.get(number)));
            index = present.contains(number) ? index.with(entry, List.of()) : index.with(List.of(), entry);
            if (!present.remove(number)) {
                present.add(number);
            }
        }
        List<Integer> candidates = new ArrayList<>();
        index.candidates(document, candidates::add);
        assertThat(candidates).doesNotHaveDuplicates().isSubsetOf(present);
        assertThat(candidates)
                .containsAll(present.stream()
                        .filter(number -> items.get(number).stream().allMatch(equality -> holds(equality, document)))
                        .toList());
        assertThat(index.isEmpty()).isEqualTo(present.isEmpty());
    }

    @Property
    void anItemWithOneScalarEqualityIsACandidateOnlyWhenItHolds(
            @ForAll("equalities") Equality equality, @ForAll("documents") JsonNode document) {
        var index = EqualityIndex.<String>empty()
                .with(List.of(), List.of(new EqualityIndex.Entry<>("rule", List.of(equality))));
        List<String> candidates = new ArrayList<>();
        index.candidates(document, candidates::add);
        assertThat(!candidates.isEmpty()).isEqualTo(!equality.isHashable() || holds(equality, document));
    }

    private static boolean holds(Equality equality, JsonNode document) {
        JsonNode found = document;
        for (String name : equality.path()) {
            found = found.path(name);
        }
        if (found.isMissingNode()) {
            return false;
        }
        return (found.isNumber() && equality.value().isNumber())
                ? found.decimalValue().compareTo(equality.value().decimalValue()) == 0
                : found.equals(equality.value());
    }

    @Provide
    Arbitrary<List<List<Equality>>> equalityLists() {
        return equalities().list().ofMaxSize(3).list().ofMaxSize(20);
    }

    @Provide
    Arbitrary<Equality> equalities() {
        return Combinators.combine(
                        Arbitraries.of("a", "b", "c").list().ofMinSize(1).ofMaxSize(3), values())
                .as(Equality::new);
    }

    @Provide
    Arbitrary<JsonNode> documents() {
        return objects(objects(objects(values())));
    }

    private static Arbitrary<JsonNode> objects(Arbitrary<JsonNode> members) {
        Arbitrary<JsonNode> objects = Arbitraries.maps(Arbitraries.of("a", "b", "c", "d"), members)
                .ofMaxSize(4)
                .map(map -> {
                    ObjectNode object = JSON.objectNode();
                    object.setAll(map);
                    return object;
                });
        return Arbitraries.oneOf(List.of(objects, values()));
    }

    private static Arbitrary<JsonNode> values() {
        return Arbitraries.of(
                JSON.textNode("1"),
                JSON.textNode("x"),
                JSON.numberNode(1),
                JSON.numberNode(1L),
                JSON.numberNode(1.0),
                JSON.numberNode(new BigDecimal("1.00")),
                JSON.numberNode(0),
                JSON.numberNode(-0.0),
                JSON.booleanNode(true),
                JSON.booleanNode(false),
                JSON.nullNode(),
                JSON.arrayNode().add(1));
    }
}
