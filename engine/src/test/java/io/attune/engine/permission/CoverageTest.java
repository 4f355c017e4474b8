package io.attune.engine.permission;

import static io.attune.engine.permission.Holders.grant;
import static io.attune.engine.permission.Holders.held;
import static io.attune.engine.permission.Holders.inPacks;
import static io.attune.engine.permission.Holders.keys;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who may hand what on (security.md §2.4, SEC-8). */
class CoverageTest {
    @Test
    void whoHoldsAGrantMayHandOnAnythingWithinIt() {
        var holder = held(grant("actions", "execute"));

        assertThat(Coverage.missing(
                        holder, List.of(grant("actions", "execute"), inPacks("actions", "execute", "core"))))
                .isEmpty();
        assertThat(Coverage.missing(holder, List.of(grant("actions", "read"), grant("rules", "read"))))
                .containsExactly("actions:read", "rules:read");
    }

    @Test
    void aConstrainedGrantCoversNothingBeyondItsConstraint() {
        var holder = held(inPacks("actions", "execute", "core", "ops"));

        assertThat(Coverage.covers(holder, List.of(inPacks("actions", "execute", "ops"))))
                .isTrue();
        assertThat(Coverage.covers(holder, List.of(inPacks("actions", "execute", "ops", "billing"))))
                .isFalse();
        assertThat(Coverage.covers(holder, List.of(grant("actions", "execute"))))
                .isFalse();
    }

    @Test
    void severalGrantsCoverTogetherWhatNoneDoesAlone() {
        var holder = held(inPacks("actions", "execute", "core"), inPacks("actions", "execute", "ops"));

        assertThat(Coverage.covers(holder, List.of(inPacks("actions", "execute", "core", "ops"))))
                .isTrue();
    }

    @Test
    void ownerNoneIsNoLicenceForWhatHasAnOwner() {
        // The baseline compared with an empty target, so such a grant counted in full (SEC-8).
        assertThat(Coverage.covers(held(keys("none", null, null)), List.of(keys(null, List.of("pack"), null))))
                .isFalse();
        assertThat(Coverage.covers(held(keys("none", null, null)), List.of(keys("none", null, List.of("a")))))
                .isTrue();
    }

    @Test
    void anUnconstrainedGrantReachesNobodyElsesKeys() {
        var holder = held(grant("keys", "read"));

        assertThat(Coverage.covers(holder, List.of(grant("keys", "read")))).isTrue();
        assertThat(Coverage.covers(holder, List.of(keys(null, List.of("pack"), null))))
                .isTrue();
        assertThat(Coverage.covers(holder, List.of(keys("self", List.of("identity"), null))))
                .isTrue();
        assertThat(Coverage.covers(holder, List.of(keys(null, List.of("identity"), null))))
                .isFalse();
    }

    @Test
    void anAttributeThatTheHolderLacksVoidsItsGrantAndFreesNobody() {
        var whenOnCall = new Grant(
                "rules",
                List.of("read"),
                new Grant.Constraints(
                        null, null, null, null, null, null, null, null, null, Map.of("on_call", BooleanNode.TRUE)));

        assertThat(Coverage.covers(held(whenOnCall), List.of(whenOnCall))).isFalse();
        assertThat(Coverage.covers(held(grant("rules", "read")), List.of(whenOnCall)))
                .isTrue();
    }

    @Test
    void manyGrantsAreComparedInReasonableTime() {
        var many = IntStream.range(0, 500)
                .mapToObj(i -> new Grant(
                        "executions",
                        List.of("read"),
                        new Grant.Constraints(
                                List.of("p" + i % 7, "p" + i % 11),
                                null,
                                null,
                                null,
                                null,
                                i % 3 == 0 ? "self" : null,
                                List.of("r" + i, "r" + i % 13),
                                i % 2 == 0 ? null : List.of((long) i),
                                null,
                                null)))
                .toList();

        assertThat(Coverage.covers(held(many), List.of(grant("executions", "read"))))
                .isFalse();
        assertThat(Coverage.covers(held(many), many.subList(0, 20))).isTrue();
    }
}
