package io.attune.engine.rule;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the items whose necessary equalities a document may satisfy. Each item is filed under one of its equalities, the rarest, in a
 * tree of member names; a look-up walks that tree and the document side by side, so it costs what the document and the tree have in
 * common, not the number of items. Immutable.
 */
final class EqualityIndex<T> {
    private final List<T> unconditional;
    private final Place<T> root;

    /** One member name on the way, with the items that want a certain value there. */
    private static final class Place<T> {
        private final Map<String, Place<T>> members = new HashMap<>();
        private final Map<Object, List<T>> byValue = new HashMap<>();

        Place<T> at(List<String> path) {
            Place<T> place = this;
            for (String name : path) {
                place = place.members.computeIfAbsent(name, _ -> new Place<>());
            }
            return place;
        }
    }

    /** @param equalities all of them must hold; may be empty */
    record Entry<T>(T item, List<Equality> equalities) {}

    private EqualityIndex(List<T> unconditional, Place<T> root) {
        this.unconditional = List.copyOf(unconditional);
        this.root = root;
    }

    static <T> EqualityIndex<T> of(List<Entry<T>> entries) {
        Map<List<String>, Integer> itemsByPath = new HashMap<>();
        Map<Filing, Integer> itemsByFiling = new HashMap<>();
        for (Entry<T> entry : entries) {
            for (Filing filing : filings(entry)) {
                itemsByPath.merge(filing.path(), 1, Integer::sum);
                itemsByFiling.merge(filing, 1, Integer::sum);
            }
        }
        // Few items share the value: few candidates. Many share the path: a small tree.
        Comparator<Filing> rarest = Comparator.<Filing>comparingInt(filing -> itemsByFiling.getOrDefault(filing, 0))
                .thenComparingInt(filing -> -itemsByPath.getOrDefault(filing.path(), 0));
        List<T> unconditional = new ArrayList<>();
        Place<T> root = new Place<>();
        for (Entry<T> entry : entries) {
            filings(entry).stream()
                    .min(rarest)
                    .ifPresentOrElse(
                            filing -> root.at(filing.path())
                                    .byValue
                                    .computeIfAbsent(filing.value(), _ -> new ArrayList<>())
                                    .add(entry.item()),
                            () -> unconditional.add(entry.item()));
        }
        return new EqualityIndex<>(unconditional, root);
    }

    /** Where an item can be found. */
    private record Filing(List<String> path, Object value) {}

    private static List<Filing> filings(Entry<?> entry) {
        List<Filing> filings = new ArrayList<>(entry.equalities().size());
        for (Equality equality : entry.equalities()) {
            Object value = Equality.hashable(equality.value());
            if (value != null) {
                filings.add(new Filing(equality.path(), value));
            }
        }
        return filings;
    }

    /** Hands out every item whose equalities all hold in {@code document}, and perhaps others; each once, in no particular order. */
    void candidates(JsonNode document, Consumer<T> sink) {
        unconditional.forEach(sink);
        walk(root, document, sink);
    }

    private static <T> void walk(Place<T> place, @Nullable JsonNode value, Consumer<T> sink) {
        if (value == null) {
            return;
        }
        if (!place.byValue.isEmpty()) {
            Object key = Equality.hashable(value);
            if (key != null) {
                place.byValue.getOrDefault(key, List.of()).forEach(sink);
            }
        }
        if (place.members.isEmpty() || !value.isObject()) {
            return;
        }
        if (place.members.size() <= value.size()) {
            place.members.forEach((name, member) -> walk(member, value.get(name), sink));
        } else {
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                Place<T> member = place.members.get(field.getKey());
                if (member != null) {
                    walk(member, field.getValue(), sink);
                }
            }
        }
    }
}
