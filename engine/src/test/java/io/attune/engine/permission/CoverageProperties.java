package io.attune.engine.permission;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.id.IdentityId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * Coverage against what it means: the check of single targets, over every target of a small world. A world holds, for each attribute, the
 * values that grants name, one that none names, and its absence.
 */
class CoverageProperties {
    private static final List<@Nullable String> NAMES = Arrays.asList("a", "b", "unnamed", null);
    private static final List<@Nullable IdentityId> OWNERS = Arrays.asList(Holders.ME, Holders.SOMEBODY, null);

    @Property(tries = 2_000)
    void keysAreCoveredExactlyWhenEveryOneOfThemIs(
            @ForAll("keyGrants") List<Grant> held, @ForAll("keyGrants") List<Grant> wanted) {
        agrees("keys", held, wanted, keys());
    }

    @Property(tries = 2_000)
    void executionsAreCoveredExactlyWhenEveryOneOfThemIs(
            @ForAll("executionGrants") List<Grant> held, @ForAll("executionGrants") List<Grant> wanted) {
        agrees("executions", held, wanted, executions());
    }

    @Property
    void whoHoldsGrantsMayHandThemOn(@ForAll("keyGrants") List<Grant> grants) {
        assertThat(Coverage.covers(Holders.held(grants), grants)).isTrue();
    }

    @Property
    void handingOnTwiceGivesNoMoreThanOnce(
            @ForAll("executionGrants") List<Grant> first,
            @ForAll("executionGrants") List<Grant> second,
            @ForAll("executionGrants") List<Grant> third) {
        if (Coverage.covers(Holders.held(first), second) && Coverage.covers(Holders.held(second), third)) {
            assertThat(Coverage.covers(Holders.held(first), third)).isTrue();
        }
    }

    @Property
    void moreGrantsNeverCoverLess(
            @ForAll("keyGrants") List<Grant> held,
            @ForAll("keyGrants") List<Grant> further,
            @ForAll("keyGrants") List<Grant> wanted) {
        var all = new ArrayList<>(held);
        all.addAll(further);

        assertThat(Coverage.missing(Holders.held(held), wanted))
                .containsAll(Coverage.missing(Holders.held(all), wanted));
    }

    private static void agrees(String resource, List<Grant> held, List<Grant> wanted, List<Target> world) {
        var holder = Holders.held(held);
        var run = Holders.held(wanted);
        boolean everyTarget = world.stream()
                .allMatch(target -> !run.allow(resource, "read", target) || holder.allow(resource, "read", target));

        assertThat(Coverage.covers(holder, wanted)).isEqualTo(everyTarget);
    }

    @Provide
    Arbitrary<List<Grant>> keyGrants() {
        var constraints = Combinators.combine(
                        names(),
                        word("self", "none", "any"),
                        listOf("identity", "pack"),
                        Arbitraries.of(true, false).injectNull(0.6))
                .as((refs, owner, types, encrypted) ->
                        new Grant.Constraints(null, owner, types, null, null, null, refs, null, encrypted, null));
        return grants("keys", constraints);
    }

    @Provide
    Arbitrary<List<Grant>> executionGrants() {
        var constraints = Combinators.combine(
                        names(),
                        names(),
                        word("self", "descendants", "any"),
                        Arbitraries.of(1L, 2L).list().ofMinSize(0).ofMaxSize(2).injectNull(0.6))
                .as((packs, refs, scope, ids) ->
                        new Grant.Constraints(packs, null, null, null, null, scope, refs, ids, null, null));
        return grants("executions", constraints);
    }

    private static Arbitrary<List<Grant>> grants(String resource, Arbitrary<Grant.Constraints> constraints) {
        return constraints
                .injectNull(0.1)
                .map(one -> new Grant(resource, List.of("read"), one))
                .list()
                .ofMaxSize(4);
    }

    private static Arbitrary<List<String>> names() {
        return listOf("a", "b");
    }

    private static Arbitrary<List<String>> listOf(String... values) {
        return Arbitraries.of(values).list().ofMaxSize(2).injectNull(0.5);
    }

    private static Arbitrary<String> word(String... words) {
        return Arbitraries.of(words).injectNull(0.5);
    }

    private static List<Target> keys() {
        var targets = new ArrayList<Target>();
        for (var ref : NAMES) {
            for (var owner : OWNERS) {
                for (var type : Arrays.asList("identity", "pack", "unnamed", null)) {
                    for (var encrypted : Arrays.asList(true, false, null)) {
                        targets.add(new Target(null, ref, null, owner, List.of(), type, null, null, encrypted));
                    }
                }
            }
        }
        return targets;
    }

    private static List<Target> executions() {
        var targets = new ArrayList<Target>();
        for (var pack : NAMES) {
            for (var ref : NAMES) {
                for (var id : Arrays.asList(1L, 2L, 3L, null)) {
                    targets.add(new Target(pack, ref, id, Holders.ME, List.of()));
                    targets.add(new Target(pack, ref, id, Holders.SOMEBODY, List.of(Holders.SOMEBODY, Holders.ME)));
                    targets.add(new Target(pack, ref, id, Holders.SOMEBODY, List.of(Holders.SOMEBODY)));
                }
            }
        }
        return targets;
    }
}
