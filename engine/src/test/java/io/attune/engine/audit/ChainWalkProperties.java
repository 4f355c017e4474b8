package io.attune.engine.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is done to a log after it was sealed, the walk along its chain finds it; and finds nothing where nothing was done. */
class ChainWalkProperties {
    /** Entries and the chain over them. */
    record Log(List<Entry> entries, List<Block> blocks) {
        ChainPosition head() {
            return blocks.getLast().end();
        }

        Log with(List<Entry> changed) {
            return new Log(changed, blocks);
        }
    }

    @Provide
    Arbitrary<Log> logs() {
        var parts = Arbitraries.integers().between(1, 5).list().ofMinSize(1).ofMaxSize(6);
        var gaps = Arbitraries.integers().between(1, 3).list().ofSize(30);
        return Combinators.combine(parts, gaps).as((sizes, steps) -> {
            List<Entry> all = new ArrayList<>();
            List<Block> blocks = new ArrayList<>();
            var position = ChainPosition.START;
            long id = 0;
            int step = 0;
            for (int size : sizes) {
                List<Entry> part = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    id += steps.get(step++);
                    part.add(new Entry(id, "entry " + id));
                }
                var block = position.seal(part);
                blocks.add(block);
                all.addAll(part);
                position = block.end();
            }
            return new Log(all, blocks);
        });
    }

    private static Optional<Breach> check(Log log, ChainPosition start, ChainPosition head) {
        var walk = new ChainWalk(start);
        for (var block : log.blocks()) {
            long from = walk.position().id();
            var breach = walk.pass(
                    block,
                    log.entries().stream()
                            .filter(entry -> entry.id() > from && entry.id() <= block.lastId())
                            .toList());
            if (breach.isPresent()) {
                return breach;
            }
        }
        return walk.arrive(head);
    }

    private static Optional<Breach> check(Log log, Log sealed) {
        return check(log, ChainPosition.START, sealed.head());
    }

    private static <T> List<T> changed(List<T> list, int at, UnaryOperator<T> change) {
        List<T> copy = new ArrayList<>(list);
        copy.set(at, change.apply(copy.get(at)));
        return copy;
    }

    private static <T> List<T> without(List<T> list, int at) {
        List<T> copy = new ArrayList<>(list);
        copy.remove(at);
        return copy;
    }

    private static int place(int random, List<?> list) {
        return Math.floorMod(random, list.size());
    }

    @Property
    void anUntouchedLogIsWhole(@ForAll("logs") Log log) {
        assertThat(check(log, log)).isEmpty();
    }

    @Property
    void aChainWhoseBeginningWasRetiredIsWhole(@ForAll("logs") Log log, @ForAll int random) {
        int retired = place(random, log.blocks());
        var start = retired == 0
                ? ChainPosition.START
                : log.blocks().get(retired - 1).end();
        var rest = new Log(
                log.entries().stream().filter(entry -> entry.id() > start.id()).toList(),
                log.blocks().subList(retired, log.blocks().size()));

        assertThat(check(rest, start, log.head())).isEmpty();
    }

    @Property
    void aChangedEntryIsFoundWhereItIs(@ForAll("logs") Log log, @ForAll int random) {
        int at = place(random, log.entries());
        long id = log.entries().get(at).id();

        assertThat(check(log.with(changed(log.entries(), at, entry -> new Entry(entry.id(), entry.text() + "!"))), log))
                .contains(new Breach(id, at + 1L, "the entry was changed"));
    }

    @Property
    void aMissingEntryIsFoundWhereItWas(@ForAll("logs") Log log, @ForAll int random) {
        int at = place(random, log.entries());
        long id = log.entries().get(at).id();

        assertThat(check(log.with(without(log.entries(), at)), log))
                .contains(new Breach(id, at + 1L, "the entry is missing"));
    }

    @Property
    void twoEntriesThatChangedPlacesAreFound(@ForAll("logs") Log log, @ForAll int random) {
        int at = place(random, log.entries());
        int other = (at + 1) % log.entries().size();
        if (at == other) {
            return;
        }
        var one = log.entries().get(at);
        var two = log.entries().get(other);
        var swapped = changed(
                changed(log.entries(), at, _ -> new Entry(one.id(), two.text())),
                other,
                _ -> new Entry(two.id(), one.text()));

        assertThat(check(log.with(swapped), log)).isPresent();
    }

    @Property
    void anEntryAddedWithinTheSealedPartIsFound(@ForAll("logs") Log log, @ForAll int random) {
        long last = log.entries().getLast().id();
        long id = Math.floorMod(random, last) + 1;
        if (log.entries().stream().anyMatch(entry -> entry.id() == id)) {
            return;
        }
        List<Entry> added = new ArrayList<>(log.entries());
        added.add(new Entry(id, "forged"));
        added.sort((a, b) -> Long.compare(a.id(), b.id()));

        assertThat(check(log.with(added), log)).contains(new Breach(id, null, "the entry was added later"));
    }

    @Property
    void aMissingBlockIsFoundAlsoAtTheEnd(@ForAll("logs") Log log, @ForAll int random) {
        int at = place(random, log.blocks());
        var block = log.blocks().get(at);
        var rest = new Log(
                log.entries().stream()
                        .filter(entry -> !block.ids().contains(entry.id()))
                        .toList(),
                without(log.blocks(), at));

        var breach = check(rest, log);

        assertThat(breach).isPresent();
        assertThat(breach.get().seq()).isEqualTo(block.firstSeq());
    }

    @Property
    void aBlockThatWasSealedAnewOverAChangedEntryIsFound(@ForAll("logs") Log log, @ForAll int random) {
        int at = place(random, log.blocks());
        var start = at == 0 ? ChainPosition.START : log.blocks().get(at - 1).end();
        List<Entry> forged = log.entries().stream()
                .map(entry -> log.blocks().get(at).ids().contains(entry.id())
                        ? new Entry(entry.id(), entry.text() + "!")
                        : entry)
                .toList();
        var part = forged.stream()
                .filter(entry -> log.blocks().get(at).ids().contains(entry.id()))
                .toList();

        assertThat(check(new Log(forged, changed(log.blocks(), at, _ -> start.seal(part))), log))
                .isPresent();
    }
}
