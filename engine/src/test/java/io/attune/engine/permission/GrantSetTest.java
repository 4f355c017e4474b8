package io.attune.engine.permission;

import static io.attune.engine.permission.Holders.ME;
import static io.attune.engine.permission.Holders.SOMEBODY;
import static io.attune.engine.permission.Holders.grant;
import static io.attune.engine.permission.Holders.held;
import static io.attune.engine.permission.Holders.keys;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What grants allow (security.md §2.1). */
class GrantSetTest {
    @Test
    void onlyTheNamedActionsOnTheNamedResourceAreAllowed() {
        var grants = held(new Grant("rules", List.of("read", "create"), null));

        assertThat(grants.allowSome("rules", "create")).isTrue();
        assertThat(grants.allowAll("rules", "read")).isTrue();
        assertThat(grants.allow("rules", "read", Target.of("core", "core.x", 1L)))
                .isTrue();
        assertThat(grants.allowSome("rules", "delete")).isFalse();
        assertThat(grants.allowSome("actions", "read")).isFalse();
        assertThat(grants.actionsByResource()).containsExactly(Map.entry("rules", Set.of("create", "read")));
    }

    @Test
    void everyConstraintMustHold() {
        var grants = held(new Grant(
                "actions",
                List.of("execute"),
                new Grant.Constraints(
                        List.of("core"), null, null, null, null, null, List.of("core.echo"), null, null, null)));

        assertThat(grants.allowSome("actions", "execute")).isTrue();
        assertThat(grants.allowAll("actions", "execute")).isFalse();
        assertThat(grants.allow("actions", "execute", Target.of("core", "core.echo", null)))
                .isTrue();
        assertThat(grants.allow("actions", "execute", Target.of("core", "core.noop", null)))
                .isFalse();
        assertThat(grants.allow("actions", "execute", Target.of(null, "core.echo", null)))
                .isFalse();
    }

    @Test
    void anAttributeThatTheTargetLacksMakesTheConstraintFail() {
        var plainOnly = held(new Grant(
                "keys",
                List.of("read"),
                new Grant.Constraints(null, null, null, null, null, null, null, null, false, null)));

        assertThat(plainOnly.allow("keys", "read", key("pack", null, false))).isTrue();
        assertThat(plainOnly.allow("keys", "read", Target.of(null, "a", null))).isFalse();
    }

    @Test
    void ownRunsAndTheirDescendantsCanBeSingledOut() {
        var own = held(executions("self"));
        var below = held(executions("descendants"));
        var mine = new Target(null, "core.echo", 1L, ME, List.of());
        var childOfMine = new Target(null, "core.echo", 2L, SOMEBODY, List.of(SOMEBODY, ME));
        var foreign = new Target(null, "core.echo", 3L, SOMEBODY, List.of(SOMEBODY));

        assertThat(own.allow("executions", "read", mine)).isTrue();
        assertThat(own.allow("executions", "read", childOfMine)).isFalse();
        assertThat(below.allow("executions", "read", childOfMine)).isTrue();
        assertThat(below.allow("executions", "read", foreign)).isFalse();
    }

    @Test
    void theHoldersAttributesAreCompared() {
        var forOps = List.of(new Grant(
                "packs",
                List.of("read"),
                new Grant.Constraints(
                        null, null, null, null, null, null, null, null, null, Map.of("team", new TextNode("ops")))));
        var json = JsonNodeFactory.instance;

        assertThat(GrantSet.of(forOps, Holders.me(json.objectNode().put("team", "ops")))
                        .allow("packs", "read", Target.of("core", "core", null)))
                .isTrue();
        // Who does not meet it holds no such grant at all: the route itself is closed (D17).
        assertThat(held(forOps).allowSome("packs", "read")).isFalse();
    }

    @Test
    void whatBelongsToOnePersonNeedsAGrantThatSinglesItOut() {
        var all = held(grant("keys", "read"));
        var personal = held(keys(null, List.of("identity"), null));

        assertThat(all.allow("keys", "read", key("pack", null, null))).isTrue();
        assertThat(all.allow("keys", "read", key("identity", ME, null))).isTrue();
        assertThat(all.allow("keys", "read", key("identity", SOMEBODY, null))).isFalse();
        assertThat(all.allowAll("keys", "read"))
                .as("keys must be looked at one by one")
                .isFalse();
        assertThat(all.holdsUnconstrained("keys", "read")).isTrue();
        assertThat(personal.allow("keys", "read", key("identity", SOMEBODY, null)))
                .isTrue();
    }

    @Test
    void anUnconstrainedGrantReachesPublicArtifactsOnly() {
        var all = held(grant("artifacts", "read"));
        var ofPacks = held(new Grant(
                "artifacts",
                List.of("read"),
                new Grant.Constraints(null, null, List.of("pack"), null, null, null, null, null, null, null)));

        assertThat(all.allow("artifacts", "read", artifact("public"))).isTrue();
        assertThat(all.allow("artifacts", "read", artifact("private"))).isFalse();
        assertThat(ofPacks.allow("artifacts", "read", artifact("private"))).isTrue();
    }

    private static Grant executions(String scope) {
        return new Grant(
                "executions",
                List.of("read"),
                new Grant.Constraints(null, null, null, null, null, scope, null, null, null, null));
    }

    private static Target key(
            String ownerType, io.attune.model.id.@Nullable IdentityId owner, @Nullable Boolean encrypted) {
        return new Target(null, "a", 1L, owner, List.of(), ownerType, null, null, encrypted);
    }

    private static Target artifact(String visibility) {
        return new Target("ops", "ops.report", 1L, null, List.of(), "pack", "ops", visibility, null);
    }
}
