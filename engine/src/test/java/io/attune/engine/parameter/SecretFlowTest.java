package io.attune.engine.parameter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.expression.Mode;
import io.attune.expression.Scope;
import io.attune.expression.Template;
import io.attune.model.schema.FlatSchema;
import io.attune.model.secret.SecretKind;
import io.attune.model.secret.SecretPlace;
import io.attune.model.secret.SecretSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets of the pack's configuration and of the key store on their way into parameters (security.md §4.3, expressions.md §9). */
class SecretFlowTest {
    private static final FlatSchema CONFIG = FlatSchema.of(json("""
            {"region": {"type": "string"}, "token": {"type": "string", "secret": true},
             "db": {"type": "object", "properties": {"host": {"type": "string"}, "password": {"type": "string", "secret": true}}},
             "users": {"type": "array", "items": {"type": "object", "properties": {"pin": {"secret": true}}}}}
            """));
    private static final List<SecretOrigin> ORIGINS = Stream.concat(
                    CONFIG.secretPaths().stream()
                            .map(path ->
                                    new SecretOrigin(path.below("pack", "config"), SecretSource.packConfig("web"))),
                    Stream.of(new SecretOrigin(
                            FlatSchema.of(json("{\"api\": {\"secret\": true}}"))
                                    .secretPaths()
                                    .getFirst()
                                    .below("keystore"),
                            SecretSource.key("web.api"))))
            .toList();
    private static final Scope SCOPE = Scope.ofEvent(
                    1, "p.t", json("{\"name\": \"ada\", \"field\": \"token\"}"), "2026-01-01T00:00:00Z")
            .value("pack", json("""
                    {"config": {"region": "eu", "token": "t0ken", "db": {"host": "h", "password": "pa55"},
                     "users": [{"name": "a", "pin": 11}, {"name": "b", "pin": 22}]}}
                    """))
            .value("keystore", json("{\"api\": {\"id\": 7, \"key\": \"k3y\"}, \"limit\": 5}"))
            .build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ pack.config.token }}",
                "{{ pack['config']['token'] }}",
                "Bearer {{ pack.config.token }}",
                "{{ pack.config.token | upper }}",
                "{{ pack.config.token ~ 'x' }}",
                "{{ pack.config[event.payload.field] }}",
                "{{ 'yes' if pack.config.token == 'guess' else 'no' }}",
                "{{ [event.payload.name, pack.config.db.password] | join(':') }}",
                "{{ {'a': pack.config.db} | to_json }}",
                "{{ (pack.config.nothing or pack.config).db.host }}",
                "{{ pack.config | length }}",
                "{{ pack.config.users | map(attribute='pin') }}",
                "{{ pack.config.users[0].pin }}",
                "{{ pack.config.token[0] }}",
                "{{ pack.config.db.password and 1 }}",
                "{{ keystore.api.key }}",
                "{{ keystore.api }}",
                "{{ keystore.api.id }}",
            })
    void whatIsComputedFromASecretIsOne(String template) {
        assertThat(places("{\"p\": \"" + template + "\"}"))
                .extracting(place -> place.at().toString())
                .containsExactly("/p");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ pack.config.region }}",
                "{{ pack.config.db.host }}",
                "{{ pack.config.users[1].name }}",
                "{{ event.payload.token }}",
                "pack.config.token",
                "{{ keystore.limit }}",
                "{{ keystore.unknown }}",
            })
    void whatTouchesNoSecretIsNone(String template) {
        assertThat(places("{\"p\": \"" + template + "\"}")).isEmpty();
    }

    @Test
    void ofAnObjectThatIsHandedOnOnlyTheSecretMembersAreSecret() {
        assertThat(places("{\"db\": \"{{ pack.config.db }}\", \"list\": [1, \"{{ pack.config.users }}\"]}"))
                .extracting(place -> place.at().toString())
                .containsExactlyInAnyOrder("/db/password", "/list/1/0/pin", "/list/1/1/pin");
        assertThat(places("{\"all\": \"{{ pack }}\"}"))
                .extracting(place -> place.at().toString())
                .contains("/all/config/token", "/all/config/db/password");
    }

    @Test
    void theOriginGoesWithIt() {
        assertThat(places("{\"a\": \"{{ pack.config.token }}\", \"b\": \"{{ keystore.api.key }}\"}"))
                .extracting(SecretPlace::source)
                .containsExactly(
                        new SecretSource(SecretKind.PACK_CONFIG, "web"),
                        new SecretSource(SecretKind.KEYSTORE, "web.api"));
    }

    @Test
    void aSecretMayGoOnlyWhereTheActionDeclaresOne() {
        var check = ParameterCheck.of(FlatSchema.of(json("""
                {"token": {"type": "string", "secret": true}, "url": {"type": "string"},
                 "auth": {"type": "object", "secret": true}}
                """)));

        var fine = rendered(
                "{\"token\": \"{{ pack.config.token }}\", \"auth\": {\"pw\": \"{{ pack.config.db.password }}\"}}",
                check);
        assertThat(fine.error()).isEmpty();
        assertThat(fine.secrets())
                .extracting(place -> place.at() + " " + place.source().kind().wire())
                .containsExactly("/token pack_config", "/auth pack_config");

        var refused = rendered("{\"url\": \"https://x?key={{ pack.config.token }}\", \"token\": \"t\"}", check);
        assertThat(refused.error())
                .hasValue("Parameter 'url' would get its value from the secret configuration of pack 'web', but the"
                        + " action does not declare it secret: add secret: true to it in the action's schema");
        assertThat(refused.parameters())
                .as("nothing of what was rendered is kept")
                .isEmpty();
        assertThat(rendered("{\"extra\": \"{{ keystore.api }}\"}", check).error())
                .hasValueSatisfying(error -> assertThat(error).contains("'extra'", "the encrypted key 'web.api'"));
    }

    @Test
    void whatIsCertainToBeRefusedIsKnownBeforeAnyEvent() {
        var schema = FlatSchema.of(json("{\"db\": {\"type\": \"object\"}, \"ok\": {\"secret\": true}}"));
        var flow = SecretFlow.of(Template.compile(json("""
                {"ok": "{{ pack.config.token }}", "db": "{{ pack.config.db }}", "x": "a {{ pack.config.db.password }}",
                 "free": "{{ event.payload.name }}"}
                """)));

        assertThat(SecretFlow.undeclared(schema, flow.certainPlaces(ORIGINS)))
                .extracting(place -> place.at().toString())
                .containsExactly("/x");
        assertThat(SecretFlow.of(Template.compile(json("{\"a\": \"{{ event.payload }}\"}")))
                        .isClean())
                .isTrue();
    }

    private static List<SecretPlace> places(String params) {
        var template = Template.compile(json(params));
        return SecretFlow.of(template).places(template.render(SCOPE, Mode.LENIENT), ORIGINS);
    }

    private static RenderedParameters rendered(String params, ParameterCheck check) {
        return ParameterRendering.of(json(params)).render(SCOPE, () -> ORIGINS, check);
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
