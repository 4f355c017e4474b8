package io.attune.store.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;

class JsonNodeBindingTest {
    /** A row that could not be read would be claimed first for ever. */
    @Test
    void readsWhateverWasStored() {
        String name = "n".repeat(60_000);
        assertThat(JsonNodeBinding.tree("{\"" + name + "\": 1}").has(name)).isTrue();
        String text = "t".repeat(20_000_001);
        assertThat(JsonNodeBinding.tree("\"" + text + "\"").asText()).hasSize(text.length());
        assertThat(JsonNodeBinding.tree("[".repeat(2_000) + "]".repeat(2_000)))
                .isNotEqualTo(JsonNodeFactory.instance.arrayNode());
        assertThat(JsonNodeBinding.tree("9".repeat(2_000)).isBigInteger()).isTrue();
    }
}
