package io.attune.engine.snapshot;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A map that never changes: {@link #with} makes another one, which shares with this one whatever did not change. The entries are spread over
 * about as many hash tables as each of them has entries; a change copies the tables it touches and the list of tables, so it costs the
 * square root of the size. A look-up costs what it costs in a {@link HashMap}.
 */
public final class SnapshotMap<K, V> {
    private static final SnapshotMap<?, ?> EMPTY = new SnapshotMap<>(List.of(Map.of()), 0);

    /** Their number is a power of two. */
    private final List<Map<K, V>> tables;

    private final int size;

    private SnapshotMap(List<Map<K, V>> tables, int size) {
        this.tables = tables;
        this.size = size;
    }

    @SuppressWarnings("unchecked") // Without entries it is a map of anything.
    public static <K, V> SnapshotMap<K, V> empty() {
        return (SnapshotMap<K, V>) EMPTY;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public @Nullable V get(K key) {
        return tables.get(slot(key, tables.size())).get(key);
    }

    public V getOrDefault(K key, V otherwise) {
        V value = get(key);
        return value == null ? otherwise : value;
    }

    /** In no particular order. */
    public void forEach(BiConsumer<? super K, ? super V> action) {
        tables.forEach(table -> table.forEach(action));
    }

    public SnapshotMap<K, V> with(K key, V value) {
        return with(Set.of(), Map.of(key, value));
    }

    public SnapshotMap<K, V> without(K key) {
        return with(Set.of(key), Map.of());
    }

    /** This map without the keys of {@code gone}, then with the entries of {@code added}, which replace those of the same key. */
    public SnapshotMap<K, V> with(Collection<? extends K> gone, Map<? extends K, ? extends V> added) {
        if (gone.isEmpty() && added.isEmpty()) {
            return this;
        }
        var change = new Change<>(this, size + added.size());
        gone.forEach(change::remove);
        added.forEach(change::put);
        return change.size == 0 ? empty() : new SnapshotMap<>(change.tables, change.size);
    }

    private static int slot(Object key, int tables) {
        // The high bits: the low ones spread the entries inside a table. The multiplication mixes keys that count up.
        int mixed = key.hashCode() * 0x9E3779B9;
        return (int) (((mixed & 0xFFFFFFFFL) * tables) >>> 32);
    }

    /** The next map while it is made. Used by one thread. */
    private static final class Change<K, V> {
        private final List<Map<K, V>> tables;
        /** Which tables nobody else sees, and may be written. */
        private final BitSet own = new BitSet();

        private int size;

        Change(SnapshotMap<K, V> before, int largest) {
            int wanted = before.tables.size();
            while (largest > 4L * wanted * wanted) {
                wanted *= 2;
            }
            if (wanted == before.tables.size()) {
                tables = new ArrayList<>(before.tables);
                size = before.size;
            } else {
                tables = new ArrayList<>(wanted);
                for (int slot = 0; slot < wanted; slot++) {
                    tables.add(new HashMap<>());
                }
                own.set(0, wanted);
                before.forEach(this::put);
            }
        }

        void put(K key, V value) {
            if (table(key).put(key, value) == null) {
                size++;
            }
        }

        void remove(K key) {
            if (tables.get(slot(key, tables.size())).containsKey(key)) {
                table(key).remove(key);
                size--;
            }
        }

        private Map<K, V> table(K key) {
            int slot = slot(key, tables.size());
            if (!own.get(slot)) {
                own.set(slot);
                tables.set(slot, new HashMap<>(tables.get(slot)));
            }
            return tables.get(slot);
        }
    }
}
