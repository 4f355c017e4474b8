package io.attune.engine.rule;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.engine.snapshot.SnapshotMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the items whose necessary equalities a document may satisfy. Each item is filed under one of its equalities, the rarest, in a
 * tree of member names; a look-up walks that tree and the document side by side, so it costs what the document and the tree have in
 * common, not the number of items. Immutable; {@link #with} shares what did not change.
 */
final class EqualityIndex<T> {
    private final List<Entry<T>> unconditional;
    private final Place<T> root;
    private final int size;
    /** Items filed without regard to all others since the index was built: what is rarest may have changed. */
    private final int changes;

    /** @param equalities all of them must hold; may be empty */
    record Entry<T>(T item, List<Equality> equalities) {
        private List<Filing> filings() {
            List<Filing> filings = new ArrayList<>(equalities.size());
            for (Equality equality : equalities) {
                Object value = Equality.hashable(equality.value());
                if (value != null) {
                    filings.add(new Filing(equality.path(), value));
                }
            }
            return filings;
        }
    }

    /** Where an item can be found. */
    private record Filing(List<String> path, Object value) {}

    /** One member name on the way, with the items that want a certain value there. */
    private record Place<T>(SnapshotMap<String, Place<T>> members, SnapshotMap<Object, List<Entry<T>>> byValue) {
        static <T> Place<T> empty() {
            return new Place<>(SnapshotMap.empty(), SnapshotMap.empty());
        }

        boolean isEmpty() {
            return members.isEmpty() && byValue.isEmpty();
        }

        Place<T> at(List<String> path) {
            Place<T> place = this;
            for (String name : path) {
                place = place.members.getOrDefault(name, empty());
            }
            return place;
        }

        Place<T> changed(List<String> path, Object value, UnaryOperator<List<Entry<T>>> change) {
            if (path.isEmpty()) {
                List<Entry<T>> entries = change.apply(byValue.getOrDefault(value, List.of()));
                return new Place<>(members, entries.isEmpty() ? byValue.without(value) : byValue.with(value, entries));
            }
            String name = path.getFirst();
            Place<T> member = members.getOrDefault(name, empty()).changed(path.subList(1, path.size()), value, change);
            return new Place<>(member.isEmpty() ? members.without(name) : members.with(name, member), byValue);
        }

        Stream<Entry<T>> entries() {
            List<Stream<Entry<T>>> all = new ArrayList<>();
            byValue.forEach((_, entries) -> all.add(entries.stream()));
            members.forEach((_, member) -> all.add(member.entries()));
            return all.stream().flatMap(stream -> stream);
        }
    }

    /** A {@link Place} while the whole tree is made. */
    private static final class Draft<T> {
        private final Map<String, Draft<T>> members = new HashMap<>();
        private final Map<Object, List<Entry<T>>> byValue = new HashMap<>();

        void add(Filing filing, Entry<T> entry) {
            Draft<T> place = this;
            for (String name : filing.path()) {
                place = place.members.computeIfAbsent(name, _ -> new Draft<>());
            }
            place.byValue
                    .computeIfAbsent(filing.value(), _ -> new ArrayList<>())
                    .add(entry);
        }

        Place<T> finished() {
            Map<String, Place<T>> finished = new HashMap<>();
            members.forEach((name, member) -> finished.put(name, member.finished()));
            return new Place<>(
                    SnapshotMap.<String, Place<T>>empty().with(List.of(), finished),
                    SnapshotMap.<Object, List<Entry<T>>>empty().with(List.of(), byValue));
        }
    }

    private EqualityIndex(List<Entry<T>> unconditional, Place<T> root, int size, int changes) {
        this.unconditional = unconditional;
        this.root = root;
        this.size = size;
        this.changes = changes;
    }

    static <T> EqualityIndex<T> empty() {
        return new EqualityIndex<>(List.of(), Place.empty(), 0, 0);
    }

    boolean isEmpty() {
        return size == 0;
    }

    /**
     * This index after a change. Costs what the change costs; now and then, when as much was changed as there is, everything is filed anew.
     *
     * @param gone entries of this index
     */
    EqualityIndex<T> with(Collection<Entry<T>> gone, Collection<Entry<T>> added) {
        int changed = changes + gone.size() + added.size();
        int remaining = size - gone.size() + added.size();
        EqualityIndex<T> next = new EqualityIndex<>(unconditional, root, remaining, changed);
        for (Entry<T> entry : gone) {
            next = next.without(entry);
        }
        if (changed >= remaining) {
            return built(Stream.concat(next.entries(), added.stream()).toList());
        }
        for (Entry<T> entry : added) {
            next = next.filed(entry);
        }
        return next;
    }

    private static <T> EqualityIndex<T> built(List<Entry<T>> entries) {
        Map<List<String>, Integer> itemsByPath = new HashMap<>();
        Map<Filing, Integer> itemsByFiling = new HashMap<>();
        for (Entry<T> entry : entries) {
            for (Filing filing : entry.filings()) {
                itemsByPath.merge(filing.path(), 1, Integer::sum);
                itemsByFiling.merge(filing, 1, Integer::sum);
            }
        }
        // Few items share the value: few candidates. Many share the path: a small tree.
        Comparator<Filing> rarest = Comparator.<Filing>comparingInt(filing -> itemsByFiling.getOrDefault(filing, 0))
                .thenComparingInt(filing -> -itemsByPath.getOrDefault(filing.path(), 0));
        List<Entry<T>> unconditional = new ArrayList<>();
        Draft<T> root = new Draft<>();
        for (Entry<T> entry : entries) {
            entry.filings().stream()
                    .min(rarest)
                    .ifPresentOrElse(filing -> root.add(filing, entry), () -> unconditional.add(entry));
        }
        return new EqualityIndex<>(unconditional, root.finished(), entries.size(), 0);
    }

    /** Filed by what is in the index now: where the fewest have the same value, and of such places at the most crowded. */
    private EqualityIndex<T> filed(Entry<T> entry) {
        Comparator<Filing> rarest = Comparator.<Filing>comparingInt(
                        filing -> entriesAt(filing).size())
                .thenComparingInt(filing -> -root.at(filing.path()).byValue().size());
        return entry.filings().stream()
                .min(rarest)
                .map(filing -> new EqualityIndex<>(
                        unconditional,
                        root.changed(filing.path(), filing.value(), entries -> plus(entries, entry)),
                        size,
                        changes))
                .orElseGet(() -> new EqualityIndex<>(plus(unconditional, entry), root, size, changes));
    }

    private EqualityIndex<T> without(Entry<T> entry) {
        for (Filing filing : entry.filings()) {
            if (entriesAt(filing).contains(entry)) {
                return new EqualityIndex<>(
                        unconditional,
                        root.changed(filing.path(), filing.value(), entries -> minus(entries, entry)),
                        size,
                        changes);
            }
        }
        return new EqualityIndex<>(minus(unconditional, entry), root, size, changes);
    }

    private List<Entry<T>> entriesAt(Filing filing) {
        return root.at(filing.path()).byValue().getOrDefault(filing.value(), List.of());
    }

    private static <T> List<T> plus(List<T> list, T item) {
        List<T> longer = new ArrayList<>(list.size() + 1);
        longer.addAll(list);
        longer.add(item);
        return longer;
    }

    private static <T> List<T> minus(List<T> list, T item) {
        List<T> shorter = new ArrayList<>(list);
        shorter.remove(item);
        return shorter;
    }

    private Stream<Entry<T>> entries() {
        return Stream.concat(unconditional.stream(), root.entries());
    }

    /** Hands out every item whose equalities all hold in {@code document}, and perhaps others; each once, in no particular order. */
    void candidates(JsonNode document, Consumer<T> sink) {
        handOut(unconditional, sink);
        walk(root, document, sink);
    }

    private static <T> void handOut(List<Entry<T>> entries, Consumer<T> sink) {
        for (Entry<T> entry : entries) {
            sink.accept(entry.item());
        }
    }

    private static <T> void walk(Place<T> place, @Nullable JsonNode value, Consumer<T> sink) {
        if (value == null) {
            return;
        }
        if (!place.byValue().isEmpty()) {
            Object key = Equality.hashable(value);
            if (key != null) {
                handOut(place.byValue().getOrDefault(key, List.of()), sink);
            }
        }
        if (place.members().isEmpty() || !value.isObject()) {
            return;
        }
        if (place.members().size() <= value.size()) {
            place.members().forEach((name, member) -> walk(member, value.get(name), sink));
        } else {
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                Place<T> member = place.members().get(field.getKey());
                if (member != null) {
                    walk(member, field.getValue(), sink);
                }
            }
        }
    }
}
