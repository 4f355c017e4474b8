package io.attune.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.attune.model.id.IdentityId;
import io.attune.server.auth.Caller.Target;
import io.attune.server.http.AttuneException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What grants allow (security.md §2.1) and which may be written (api-auth.md §3). */
class GrantSetTest {
    private static final IdentityId ME = new IdentityId(7);
    private static final IdentityId SOMEBODY = new IdentityId(8);

    @Test
    void onlyTheNamedActionsOnTheNamedResourceAreAllowed() {
        var grants = grants("[{\"resource\":\"rules\",\"actions\":[\"read\",\"create\"]}]");

        assertThat(grants.allowSome("rules", "create")).isTrue();
        assertThat(grants.allowAll("rules", "read")).isTrue();
        assertThat(grants.allow("rules", "read", Target.of("core", "core.x", 1L)))
                .isTrue();
        assertThat(grants.allowSome("rules", "delete")).isFalse();
        assertThat(grants.allowSome("actions", "read")).isFalse();
    }

    @Test
    void everyConstraintMustHold() {
        var grants = grants("[{\"resource\":\"actions\",\"actions\":[\"execute\"],"
                + "\"constraints\":{\"pack_refs\":[\"core\"],\"refs\":[\"core.echo\"]}}]");

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
        var grants = grants("[{\"resource\":\"keys\",\"actions\":[\"read\"],\"constraints\":{\"encrypted\":false}}]");

        assertThat(grants.allow("keys", "read", Target.of(null, "a", null))).isFalse();
    }

    @Test
    void ownRunsAndTheirDescendantsCanBeSingledOut() {
        var own = grants("[{\"resource\":\"executions\",\"actions\":[\"read\"],"
                + "\"constraints\":{\"execution_scope\":\"self\"}}]");
        var below = grants("[{\"resource\":\"executions\",\"actions\":[\"read\"],"
                + "\"constraints\":{\"execution_scope\":\"descendants\"}}]");
        var mine = new Target(null, "core.echo", 1L, ME, List.of());
        var childOfMine = new Target(null, "core.echo", 2L, SOMEBODY, List.of(SOMEBODY, ME));
        var foreign = new Target(null, "core.echo", 3L, SOMEBODY, List.of(SOMEBODY));

        assertThat(own.allow("executions", "read", mine)).isTrue();
        assertThat(own.allow("executions", "read", childOfMine)).isFalse();
        assertThat(below.allow("executions", "read", childOfMine)).isTrue();
        assertThat(below.allow("executions", "read", foreign)).isFalse();
    }

    @Test
    void theCallersAttributesAreCompared() {
        var grants =
                "[{\"resource\":\"packs\",\"actions\":[\"read\"],\"constraints\":{\"attributes\":{\"team\":\"ops\"}}}]";

        assertThat(new GrantSet(StoredGrants.read("x", json(grants)), ME, Map.of("team", new TextNode("ops")))
                        .allow("packs", "read", Target.of("core", "core", null)))
                .isTrue();
        assertThat(grants(grants).allow("packs", "read", Target.of("core", "core", null)))
                .isFalse();
    }

    @Test
    void grantsThatCannotBeReadFailClosed() {
        assertThatThrownBy(
                        () -> grants("[{\"resource\":\"keys\",\"actions\":[\"read\"],\"constraints\":{\"pack\":[]}}]"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatAnAdministratorWritesIsChecked() {
        for (String wrong : List.of(
                "{}",
                "[null]",
                "[{\"resource\":\"rules\",\"actions\":[]}]",
                "[{\"resource\":\"rulez\",\"actions\":[\"read\"]}]",
                "[{\"resource\":\"events\",\"actions\":[\"create\"]}]",
                "[{\"resource\":\"rules\",\"actions\":[\"read\"],\"constraints\":{\"ids\":[1]}}]",
                "[{\"resource\":\"rules\",\"actions\":[\"read\"],\"constraints\":{\"pack_refs\":[],\"refs\":[]}}]",
                "[{\"resource\":\"workers\",\"actions\":[\"read\"],\"constraints\":{\"pack_refs\":[\"core\"]}}]",
                "[{\"resource\":\"rules\",\"actions\":[\"read\"],\"constraints\":{\"owner\":\"self\"}}]",
                "[{\"resource\":\"packs\",\"actions\":[\"read\"],\"constraints\":{\"owner\":\"me\"}}]")) {
            assertThatThrownBy(() -> GrantRules.checked(json(wrong)))
                    .as(wrong)
                    .isInstanceOf(AttuneException.class)
                    .hasMessageStartingWith("Invalid grants");
        }
        var right = json("[{\"resource\":\"keys\",\"actions\":[\"read\"],\"constraints\":{\"refs\":[\"a\"]}}]");
        assertThat(GrantRules.checked(right)).isEqualTo(right);
    }

    private static GrantSet grants(String text) {
        return new GrantSet(StoredGrants.read("test", json(text)), ME, Map.of());
    }

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
