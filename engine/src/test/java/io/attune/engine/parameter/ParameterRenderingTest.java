package io.attune.engine.parameter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.expression.Scope;
import io.attune.model.schema.FlatSchema;
import io.attune.model.secret.SecretPlace;
import io.attune.model.secret.SecretSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** expressions.md §3.2, scenarios T2.4 a, b, e and T3.13. */
class ParameterRenderingTest {
    private static final JsonNode PAYLOAD = json("""
            {"user": {"id": 17, "profile": {"email": "a@b.c"}}, "hosts": ["one", "two"], "on": true, "password": "s3cret"}
            """);

    @Test
    void aPureTemplateKeepsTheType() {
        assertThat(rendered("""
                        {"id": "{{ event.payload.user.id }}", "on": "{{ trigger.payload.on }}", "user": "{{ event.payload.user }}",
                         "host": "{{ event.payload.hosts.1 }}", "text": "user {{ event.payload.user.id }}", "literal": 5}
                        """).parameters()).isEqualTo(json("""
                        {"id": 17, "on": true, "user": {"id": 17, "profile": {"email": "a@b.c"}}, "host": "two", "text": "user 17",
                         "literal": 5}
                        """));
    }

    @Test
    void whatIsMissingIsNullOrEmptyText() {
        var rendered = rendered("{\"pure\": \"{{ event.payload.no.where }}\", \"mixed\": \"<{{ nothing.here }}>\"}");
        assertThat(rendered.parameters()).isEqualTo(json("{\"pure\": null, \"mixed\": \"<>\"}"));
        assertThat(rendered.error()).isEmpty();
    }

    @Test
    void whatCannotBeStoredFailsTheRun() {
        var rendered = rendered("{\"x\": \"{{ '\\\"a\\\\\\\\u0000b\\\"' | from_json }}\"}");

        assertThat(rendered.parameters()).isEmpty();
        assertThat(rendered.error()).hasValueSatisfying(text -> assertThat(text).contains("U+0000"));
    }

    @Test
    void nothingButAnObjectMeansNoParameters() {
        for (String params : new String[] {"{}", "null", "[1, 2]", "\"{{ event.payload.user.id }}\"", "7"}) {
            assertThat(rendered(params).parameters()).as(params).isEmpty();
        }
    }

    @Test
    void defaultsAreAppliedAndViolationsNamed() {
        var check = ParameterCheck.of(FlatSchema.of(json("""
                {"url": {"type": "string", "required": true}, "count": {"type": "integer", "default": 3}}
                """)));

        var missing = ParameterRendering.of(json("{}")).render(scope(), List::of, check);
        assertThat(missing.error()).hasValue("Missing required parameter: url");

        var wrong = ParameterRendering.of(
                        json("{\"url\": \"x\", \"count\": \"{{ event.payload.user.profile.email }}\"}"))
                .render(scope(), List::of, check);
        assertThat(wrong.error()).hasValueSatisfying(text -> assertThat(text).contains("count", "integer"));

        var fit = ParameterRendering.of(json("{\"url\": \"x\", \"extra\": 1}")).render(scope(), List::of, check);
        assertThat(fit.error()).isEmpty();
        assertThat(fit.parameters()).isEqualTo(json("{\"url\": \"x\", \"extra\": 1, \"count\": 3}"));
    }

    @Test
    void secretsAreFoundByTheSchemaOfTheAction() {
        var check = ParameterCheck.of(FlatSchema.of(
                json("{\"token\": {\"type\": \"string\", \"secret\": true}, \"a\": {\"type\": \"integer\"}}")));
        var rendered = ParameterRendering.of(json("{\"token\": \"{{ event.payload.password }}\", \"a\": 1}"))
                .render(scope(), List::of, check);

        assertThat(rendered.parameters().path("token").textValue()).isEqualTo("s3cret");
        assertThat(rendered.secrets())
                .containsExactly(new SecretPlace(JsonPointer.compile("/token"), SecretSource.SCHEMA));
    }

    @Test
    void aTemplateThatNobodyCanReadFailsTheRun() {
        var rendered = rendered("{\"ok\": 1, \"bad\": \"{{ 1 + }}\"}");
        assertThat(rendered.error())
                .hasValueSatisfying(text -> assertThat(text).startsWith("the parameters of the rule cannot be read"));
    }

    private static RenderedParameters rendered(String actionParams) {
        return ParameterRendering.of(json(actionParams)).render(scope(), List::of, ParameterCheck.of(FlatSchema.EMPTY));
    }

    private static Scope scope() {
        return Scope.ofEvent(1, "p.t", PAYLOAD, "2026-01-01T00:00:00Z").build();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
