package io.attune.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.attune.server.http.AttuneException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How grants are read, and which may be written (api-auth.md §3). */
class StoredGrantsTest {
    @Test
    void grantsThatCannotBeReadFailClosed() {
        assertThatThrownBy(() -> StoredGrants.read(
                        "test", json("[{\"resource\":\"keys\",\"actions\":[\"read\"],\"constraints\":{\"pack\":[]}}]")))
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

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
