package io.attune.engine.parameter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.schema.FlatSchema;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** packs.md §6.3, design D21, SEC-15. */
class DeclaredKeysTest {
    private static final FlatSchema SCHEMA = FlatSchema.of(json("""
            {"url": {"type": "string", "required": true},
             "token": {"type": "string", "secret": true, "required": true},
             "pin": {"type": "string", "secret": true, "default": "0000"},
             "db": {"type": "object", "properties": {"password": {"secret": true}}}}
            """));

    @Test
    void secretParametersAndListedNamesAreDeclared() {
        assertThat(DeclaredKeys.of(SCHEMA, null)).isEqualTo(new DeclaredKeys.Named(Set.of("token", "pin")));
        assertThat(DeclaredKeys.of(SCHEMA, List.of("region")))
                .isEqualTo(new DeclaredKeys.Named(Set.of("token", "pin", "region")));
        assertThat(DeclaredKeys.of(FlatSchema.EMPTY, List.of("region")))
                .isEqualTo(new DeclaredKeys.Named(Set.of("region")));
    }

    @Test
    void onlyAnActionThatSaysNothingGetsWhateverItsPackAndItselfHave() {
        assertThat(DeclaredKeys.of(FlatSchema.EMPTY, null)).isEqualTo(new DeclaredKeys.EveryOwn());
        assertThat(DeclaredKeys.of(FlatSchema.EMPTY, List.of())).isEqualTo(new DeclaredKeys.Named(Set.of()));
        assertThat(DeclaredKeys.of(FlatSchema.of(json("{\"a\": {\"type\": \"string\"}}")), null))
                .isEqualTo(new DeclaredKeys.Named(Set.of()));
    }

    @Test
    void onlyWhatIsNotGivenIsLookedFor() {
        var keys = DeclaredKeys.of(SCHEMA, List.of("region"));
        assertThat(keys.missingFrom((ObjectNode) json("{\"token\": \"t\", \"pin\": null, \"region\": false}")))
                .containsExactly("pin");
        assertThat(keys.needsKeys((ObjectNode) json("{\"token\": \"t\", \"pin\": 1, \"region\": 1}")))
                .isFalse();
        assertThat(new DeclaredKeys.EveryOwn().needsKeys((ObjectNode) json("{}")))
                .isTrue();
        assertThat(new DeclaredKeys.Named(Set.of()).needsKeys((ObjectNode) json("{}")))
                .isFalse();
    }

    @Test
    void aParameterThatAKeyMayProvideIsNotMissingBeforeTheKeysAreThere() {
        var check = ParameterCheck.of(SCHEMA, DeclaredKeys.of(SCHEMA, null));
        var given = (ObjectNode) json("{\"url\": \"x\"}");

        var early = check.checkBeforeKeys(given);
        assertThat(early.fit()).isTrue();
        assertThat(early.parameters()).as("the default waits for the key").isEqualTo(given);

        var late = check.check(given);
        assertThat(late.text()).isEqualTo("Missing required parameter: token");
        assertThat(late.parameters().path("pin").textValue()).isEqualTo("0000");

        assertThat(check.checkBeforeKeys((ObjectNode) json("{\"token\": 5}")).violations())
                .extracting(Violation::parameter)
                .containsExactly("url", "token");
        assertThat(check.checkTemplates((ObjectNode) json("{\"url\": \"{{ event.payload.url }}\"}"))
                        .fit())
                .isTrue();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
