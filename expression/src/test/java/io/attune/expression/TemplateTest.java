package io.attune.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** expressions.md §2, §3.2 and §7: text, types, missing values; scenario T2.4 a, b, e. */
class TemplateTest {
    private static final Scope SCOPE = Scope.ofEvent(
                    9,
                    "core.webhook",
                    Json.of(
                            "{name: 'Ann', n: 5, f: 1.5, yes: true, nothing: null, list: [1, 'a'], hosts: ['h0', 'h1'],"
                                    + " obj: {a: {b: 1}}, user: {profile: {email: 'a@b', id: 12345}}, 'x-id': 'dash', template: '{{ event.id }}'}"),
                    "2026-01-31T12:00:00Z")
            .value("pack", Json.of("{config: {url: 'http://x'}}"))
            .build();

    private static JsonNode lenient(String template) {
        return Template.compile(template).render(SCOPE, Mode.LENIENT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{{ event.payload.n }}; 5",
                "{{event.payload.n}}; 5",
                "{{ event.payload.obj }}; {a: {b: 1}}",
                "{{ event.payload.nothing }}; null",
                "{{ event.payload.yes }}; true",
                "{{ trigger.payload.user.profile.email }}; 'a@b'",
                "{{ event.payload.user.profile.id }}; 12345",
                "{{ event.payload.hosts.0 }}; 'h0'",
                "{{ event.payload.hosts.1 }}; 'h1'",
                "{{ event.payload['x-id'] }}; 'dash'",
                "{{ event.id }}; 9",
                "{{ event.created }}; '2026-01-31T12:00:00Z'",
                "{{ pack.config.url }}; 'http://x'",
                "n={{ event.payload.n }}!; 'n=5!'",
                "{{ event.payload.name }} {{ event.payload.n }}; 'Ann 5'",
                "{{ event.payload.nothing }}-{{ event.payload.yes }}-{{ event.payload.f }}; '-true-1.5'",
                "v: {{ event.payload.list }} {{ event.payload.obj }}; 'v: [1,\"a\"] {\"a\":{\"b\":1}}'",
                "plain; 'plain'",
                "{{ event.payload.missing }}; null",
                "x{{ event.payload.missing.deeper }}y; 'xy'",
                "{{ unknown.root }}; null",
                "{{ event.payload.hosts.9 }}; null",
                "{{ event.payload.nothing.x }}; null",
                "{{ event.payload.name + 1 }}; null",
                "{{ event.payload.missing | default('d') }}; 'd'",
                "{{ event.payload.missing | default: 'd' }}; 'd'",
                "{{ event.payload.name | replace: 'A', 'O' | upper }}; 'ONN'",
                "{{ event.payload.missing | upper }}; null",
                "{{ event.payload.name ~ event.payload.missing }}; 'Ann'",
                "{{ event.payload.template }}; '{{ event.id }}'",
                "open {{ only; 'open {{ only'",
                "{{ event.payload.n }} and {{ open; '5 and {{ open'",
                "{{ '}}' ~ event.payload.n }}; '}}5'",
                "{{ {'a': {'b': event.payload.n}} }}; {a: {b: 5}}",
                "a {% b {%s} {# c #}; 'a {% b {%s} {# c #}'",
                "{{ event.payload.n > 3 ? 'big' : 'small' }}; 'big'",
                "{{ 'big' if event.payload.n > 3 else 'small' }}; 'big'",
                "$.{{ event.payload.n }}}; '$.5}'",
            })
    void textsAreRendered(String template, String expected) {
        assertThat(lenient(template)).isEqualTo(Json.of(expected));
    }

    @Test
    void blanksAroundAnExpressionAreTextInRuleParametersOnly() {
        assertThat(lenient(" {{ event.payload.n }} ")).isEqualTo(TextNode.valueOf(" 5 "));
        assertThat(Template.compile(" {{ event.payload.n }}\n").render(SCOPE, Mode.STRICT))
                .isEqualTo(Json.of("5"));
    }

    @Test
    void documentsAreWalkedAndKeysStay() {
        JsonNode template = Json.of(
                "{'{{ k }}': ['{{ event.payload.n }}', 1, null, true, {x: 'id {{ event.id }}'}], keep: {n: 1.5}, empty: {}}");
        assertThat(Template.compile(template).render(SCOPE, Mode.STRICT))
                .isEqualTo(Json.of("{'{{ k }}': [5, 1, null, true, {x: 'id 9'}], keep: {n: 1.5}, empty: {}}"));
    }

    @Test
    void strictRenderingRefusesWhatIsMissing() {
        assertThatThrownBy(() -> Template.compile("{{ event.payload.nam }}").render(SCOPE, Mode.STRICT))
                .isInstanceOfSatisfying(
                        ExpressionException.class,
                        failure -> assertThat(failure.explanation())
                                .isEqualTo("'nam' is undefined: the object has no such member; did you mean 'name'?"));
        assertThatThrownBy(() -> Template.compile("{{ evnt.x }}").render(SCOPE, Mode.STRICT))
                .hasMessage("'evnt' is undefined")
                .isInstanceOfSatisfying(
                        ExpressionException.class,
                        failure -> assertThat(failure.hint()).contains("did you mean 'event'?"));
        assertThatThrownBy(
                        () -> Template.compile("{{ event.payload.nothing.x }}").render(SCOPE, Mode.STRICT))
                .hasMessage("cannot read 'x' of null");
        assertThatThrownBy(() -> Template.compile("{{ event.payload.hosts.9 }}").render(SCOPE, Mode.STRICT))
                .hasMessage("index 9 is out of range: the array has 2 elements");
    }

    @Test
    void allProblemsOfADocumentAreFoundWithTheirPlaces() {
        var problems = Template.problems(
                Json.of("{a: ['{{ x +', '{{ y + }}'], b: {c: '{{ }} '}, d: '{% if x %}', ok: '{{ z }}'}"));
        assertThat(problems).extracting(ExpressionSyntaxException::field).containsExactly("a[1]", "b.c", "d");
        assertThatThrownBy(() -> Template.compile(Json.of("{a: ['{{ y + }}']}")))
                .isInstanceOfSatisfying(
                        ExpressionSyntaxException.class,
                        problem -> assertThat(problem.explanation())
                                .startsWith("the expression ends where a value is expected (a[0], column "));
    }

    /** Each expression alone is within its bounds; a rule could fill the memory of the platform with a thousand of them. */
    @Test
    void aDocumentCannotBeInflated() {
        var scope = Scope.ofEvent(1, "core.webhook", TextNode.valueOf("a".repeat(1_000_000)), "2026-01-31T12:00:00Z")
                .build();
        for (var template : new String[] {"{{ event.payload }}", "x{{ event.payload }}", "{{ [event.payload] }}"}) {
            var document = JsonNodeFactory.instance.objectNode();
            for (int i = 0; i < 20; i++) {
                document.put("p" + i, template);
            }
            assertThatThrownBy(() -> Template.compile(document).render(scope, Mode.LENIENT))
                    .isInstanceOf(ExpressionException.class)
                    .hasMessageContaining("together");
        }
    }

    @Test
    void functionsOfTheScopeAreCalled() {
        Scope scope = Scope.builder()
                .function("result", (_, _) -> Json.of("{items: [{id: 4}]}"))
                .function("succeeded", (_, _) -> Json.of("true"))
                .function("kv.get", (positional, named) -> named.getOrDefault("default", positional.getFirst()))
                .build();
        assertThat(Template.compile("{{ result().items[0].id if succeeded() else 0 }}")
                        .render(scope, Mode.STRICT))
                .isEqualTo(Json.of("4"));
        assertThat(Template.compile("{{ kv.get('a', default=2) }}").render(scope, Mode.STRICT))
                .isEqualTo(Json.of("2"));
        assertThatThrownBy(() -> Template.compile("{{ now() }}").render(scope, Mode.STRICT))
                .hasMessage("now() is not available here");
    }

    @Test
    void aTextWithoutExpressionsIsConstant() {
        assertThat(Template.compile("plain").isConstant()).isTrue();
    }

    @Test
    void renderingDoesNotChangeTheScope() {
        JsonNode before = Json.of("{a: [1]}");
        Scope scope = Scope.of(Map.of("x", before));
        Template.compile("{{ merge(x, {'b': 2}) }}{{ x.a + [2] }}{{ x.a | reverse }}")
                .render(scope, Mode.STRICT);
        assertThat(before).isEqualTo(Json.of("{a: [1]}"));
    }
}
