package io.attune.engine.parameter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyMentionsTest {
    private static final KeyMentions TOKEN = new KeyMentions("github.token", "gh");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ keystore.gh }}",
                "keystore.gh == 'x'",
                "{{ datastore.github.token }}",
                "{{ keystore.github.token.expires }}",
                "{{ keystore['github'].token }}",
                "{{ keystore[ \"gh\" ] }}",
                "{{ keystore.github }}",
                "Bearer {{ kv.get_secret('github.token') }}",
                "{{ kv.get(\"github.token\", 'none') }}",
                "{{ keystore.other ~ keystore.gh }}",
            })
    void namesIt(String text) {
        assertThat(TOKEN.in(TextNode.valueOf(text))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gh",
                "{{ keystore }}",
                "{{ keystore.ghost }}",
                "{{ keystore.github.tokens }}",
                "{{ mykeystore.gh }}",
                "{{ trigger.payload.gh }}",
                "{{ kv.get('gh') }}",
                "{{ kv.get('github') }}",
                "{{ kv.get(trigger.payload.key) }}",
            })
    void namesAnotherOrNone(String text) {
        assertThat(TOKEN.in(TextNode.valueOf(text))).isEmpty();
    }

    @Test
    void aPathMayBeLong() {
        String path = "{{ keystore.gh" + ".x['y']".repeat(50_000) + " }}";

        assertThat(TOKEN.in(TextNode.valueOf(path))).hasSize(1);
    }

    @Test
    void everyPlaceIsTold() throws JsonProcessingException {
        var document = new JsonMapper().readTree("""
                {"action_params": {"url": "https://x", "a/b": ["{{ keystore.gh }}", 1]},
                 "conditions": {"{{ kv.get('github.token') }}": null}}
                """);

        assertThat(TOKEN.in(document))
                .extracting(Object::toString)
                .containsExactly("/action_params/a~1b/0", "/conditions/{{ kv.get('github.token') }}");
    }
}
