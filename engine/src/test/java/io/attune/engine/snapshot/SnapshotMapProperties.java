package io.attune.engine.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A snapshot map is what a hash map would be after the same changes, and stays it whatever is made of it later. */
class SnapshotMapProperties {
    record Change(Set<Integer> gone, Map<Integer, String> added) {}

    @Property
    void everyVersionIsWhatAHashMapWasThen(@ForAll("changes") List<Change> changes) {
        List<SnapshotMap<Integer, String>> versions = new ArrayList<>();
        List<Map<Integer, String>> expected = new ArrayList<>();
        SnapshotMap<Integer, String> map = SnapshotMap.empty();
        var model = new HashMap<Integer, String>();
        for (Change change : changes) {
            map = map.with(change.gone(), change.added());
            model.keySet().removeAll(change.gone());
            model.putAll(change.added());
            versions.add(map);
            expected.add(Map.copyOf(model));
        }

        assertThat(versions.stream().map(SnapshotMapProperties::content).toList())
                .isEqualTo(expected);
        for (int i = 0; i < versions.size(); i++) {
            var version = versions.get(i);
            assertThat(version.size()).isEqualTo(expected.get(i).size());
            assertThat(version.isEmpty()).isEqualTo(expected.get(i).isEmpty());
            for (int key = 0; key < 300; key++) {
                assertThat(version.get(key)).isEqualTo(expected.get(i).get(key));
                assertThat(version.getOrDefault(key, "none"))
                        .isEqualTo(expected.get(i).getOrDefault(key, "none"));
            }
        }
    }

    @Property
    void oneEntryComesAndGoes(@ForAll("changes") List<Change> changes, @ForAll int key) {
        SnapshotMap<Integer, String> map = SnapshotMap.empty();
        for (Change change : changes) {
            map = map.with(change.gone(), change.added());
        }
        var expected = content(map);
        expected.put(key, "one");

        assertThat(content(map.with(key, "one"))).isEqualTo(expected);

        expected.remove(key);
        assertThat(content(map.with(key, "one").without(key))).isEqualTo(expected);
    }

    private static Map<Integer, String> content(SnapshotMap<Integer, String> map) {
        var content = new HashMap<Integer, String>();
        map.forEach((key, value) -> assertThat(content.put(key, value)).isNull());
        return content;
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        var keys = Arbitraries.integers().between(0, 299);
        return Combinators.combine(
                        keys.set().ofMaxSize(50),
                        Arbitraries.maps(keys, Arbitraries.of("a", "b", "c")).ofMaxSize(150))
                .as(Change::new)
                .list()
                .ofMaxSize(8);
    }
}
