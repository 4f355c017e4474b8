package io.attune.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A set of numbers is one, however it is kept and written. */
class IndexSetProperties {
    static final int SIZE = 3_000;

    @Property
    void itHoldsWhatWasPutInAndNotTakenOut(
            @ForAll Set<@IntRange(max = SIZE - 1) Integer> in, @ForAll Set<@IntRange(max = SIZE - 1) Integer> out) {
        Set<Integer> expected = new TreeSet<>(in);
        expected.removeAll(out);
        IndexSet set = IndexSet.none(SIZE);
        for (int index : in) {
            set = set.with(index);
        }
        for (int index : out) {
            set = set.without(index);
        }

        assertThat(members(set)).isEqualTo(expected);
        assertThat(set.count()).isEqualTo(expected.size());
        assertThat(IndexSet.of(set.text())).isEqualTo(set).hasSameHashCodeAs(set);
        assertThat(members(set.inverse()))
                .isEqualTo(IntStream.range(0, SIZE)
                        .filter(index -> !expected.contains(index))
                        .boxed()
                        .collect(Collectors.toSet()));
        assertThat(set.text().length()).isLessThan(SIZE / 6 + 50);
    }

    @Property(tries = 200)
    void allOfASizeIsAllBelowIt(@ForAll @IntRange(max = 5_000) int size) {
        IndexSet all = IndexSet.all(size);

        assertThat(all.count()).isEqualTo(size);
        assertThat(members(all)).hasSize(size);
        assertThat(all.contains(size)).isFalse();
        assertThat(all.text()).isEqualTo(size == 0 ? "0:" : size == 1 ? "1:0" : size + ":0-" + (size - 1));
    }

    private static Set<Integer> members(IndexSet set) {
        Set<Integer> members = new TreeSet<>();
        for (int index = set.next(0).orElse(SIZE * 2);
                index < SIZE * 2;
                index = set.next(index + 1).orElse(SIZE * 2)) {
            members.add(index);
        }
        return members;
    }
}
