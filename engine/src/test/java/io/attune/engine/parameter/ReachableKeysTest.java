package io.attune.engine.parameter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.engine.parameter.ReachableKeys.ReachableKey;
import io.attune.expression.Mode;
import io.attune.expression.Scope;
import io.attune.expression.Template;
import io.attune.model.secret.SecretPlace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code keystore} in expressions, and what of it is secret (expressions.md §3.3, §9). */
class ReachableKeysTest {
    private static final ReachableKeys KEYS = ReachableKeys.of(List.of(
            key("system.limit", "limit", "5", false),
            key("web.limit", "limit", "7", false),
            key("web.db", "db", "{\"host\": \"h\", \"password\": \"pa55\"}", true),
            key("web.db.port", "port", "5432", false),
            key("web.token", "token", "\"t0ken\"", true),
            key("plain", "other", "\"by ref\"", false),
            key("x.plain", "plain", "\"by name\"", false)));

    private static ReachableKey key(String ref, String name, String value, boolean encrypted) {
        return new ReachableKey(ref, name, json(value), encrypted);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    limit           | 7
                    system.limit    | 5
                    web.limit       | 7
                    web.db.host     | "h"
                    web.db.port     | 5432
                    db.host         | "h"
                    plain           | "by ref"
                    web.absent      | null
                    absent          | null
                    """)
    void refsComeBeforeNamesAndLongRefsBeforeShort(String path, String value) {
        var template = Template.compile("{{ keystore." + path + " }}");
        assertThat(template.render(Scope.of(Map.of("keystore", KEYS.document())), Mode.LENIENT))
                .isEqualTo(json(value));
    }

    @Test
    void valuesOfKeysAreNotChangedByTheirNeighbours() {
        assertThat(KEYS.find("web.db")).contains(json("{\"host\": \"h\", \"password\": \"pa55\"}"));
        assertThat(KEYS.find("limit")).as("a name is no ref").isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    {{ keystore.token }}                                    ; true
                    {{ datastore.web.token }}                               ; true
                    {{ keystore['web']['token'] | upper }}                  ; true
                    {{ keystore.web['to' ~ 'ken'] }}                        ; true
                    {{ keystore[event.payload.x] }}                         ; true
                    key {{ keystore.db.password }}                          ; true
                    {{ keystore.web.limit }}                                ; false
                    {{ keystore.plain }}                                    ; false
                    {{ kv.get('web.token') }}                               ; true
                    {{ kv.get(ref='web.token') }}                           ; true
                    {{ kv.get('web.' ~ 'token') }}                          ; true
                    {{ kv.get('web.limit') }}                               ; false
                    {{ kv.get_secret('web.limit') }}                        ; true
                    {{ [kv.get_secret(event.payload.x)] | first }}          ; true
                    {{ event.payload.x }}                                   ; false
                    """)
    void whatIsEncryptedOrReadAsASecretIsFollowed(String template, boolean secret) {
        var rendered = json("{\"p\": \"a value\"}");
        var compiled = Template.compile(json("{\"p\": \"" + template + "\"}"));
        assertThat(SecretFlow.of(compiled).places(rendered, KEYS.secrets()))
                .extracting(SecretPlace::at)
                .extracting(Object::toString)
                .isEqualTo(secret ? List.of("/p") : List.of());
    }

    @Test
    void anObjectThatIsHandedOnHidesOnlyTheKeysThatAreEncrypted() {
        var compiled = Template.compile(json("{\"all\": \"{{ keystore.web }}\"}"));
        var rendered = compiled.render(Scope.of(Map.of("keystore", KEYS.document())), Mode.LENIENT);
        assertThat(SecretFlow.of(compiled).places(rendered, KEYS.secrets()))
                .extracting(place -> place.at() + " " + place.source().ref())
                .containsExactlyInAnyOrder("/all/db web.db", "/all/token web.token");
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
