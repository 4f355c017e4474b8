package io.attune.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Api.Answer;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Expressions that never end, grow without bound, or reach for what is not theirs (expressions.md, security.md §9). */
class ExpressionAttacksTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Api attacker = Tenant.attacker().api();

    @Test
    void aRegularExpressionCannotBurnTime() {
        var text = Json.object("a", "a".repeat(100_000) + "!");
        for (var pattern : new String[] {
            "(a+)+$",
            "(a|a)*$",
            "(a|aa)+$",
            "([a-zA-Z]+)*$",
            "(.*a){30}",
            "^(([a-z])+.)+[A-Z]([a-z])+$",
            "(a{0,100}){0,100}$",
            "((a{1,30}){1,30}){1,30}",
            "(?:a?){1000}a{1000}",
            "\\\\p{L}{1000}"
        }) {
            soon("{{ regex_match('" + pattern + "', trigger.payload.a) }}", text);
            soon("{{ trigger.payload.a is match('" + pattern + "') }}", text);
        }
        soon(Json.object(
                "conditions",
                Json.array(Json.object("field", "a", "operator", "regex", "value", "(a+)+$")),
                "payload",
                text));
    }

    @Test
    void rangesAndProductsAreBounded() {
        for (var bomb : new String[] {
            "range(1000000000) | length",
            "range(15000000) | length",
            "range(0, 16000000) | sum",
            "range(9999999) | sort | first",
            "range(999999) | join(',') | length",
            "[0] * 100000000",
            "'a' * 100000000",
            "10 ** 10 ** 10",
            "9 ** 99999",
            "2 ** 1000000",
            "'%1000000000d' | format(1)",
            "'x' | center(1000000000)",
            "'x' | ljust(1000000000)"
        }) {
            soon("{{ " + bomb + " == 1 }}", Json.object());
        }
    }

    @Test
    void textCannotGrowExponentially() {
        var doubling = "trigger.payload.a";
        for (int i = 0; i < 40 && doubling.length() < 4_000; i++) {
            doubling = "(" + doubling + " ~ " + doubling + ")";
        }
        soon("{{ " + doubling + " == 'x' }}", Json.object("a", "a".repeat(1_000_000)));
        soon("{{ trigger.payload.a | replace('a', trigger.payload.a) == '' }}", Json.object("a", "a".repeat(20_000)));
        soon(
                "{{ trigger.payload.l | join(trigger.payload.a) == '' }}",
                Json.object("a", "a".repeat(100_000), "l", numbers(100_000)));
        soon(
                "{{ trigger.payload.l | map('string') | list | tojson | tojson | tojson | length == 1 }}",
                Json.object("l", numbers(50_000)));
    }

    @Test
    void deepAndLongExpressionsAreRefusedWhenTheyAreSaved() {
        for (var deep : new String[] {
            "(".repeat(3_000) + "1" + ")".repeat(3_000), "[".repeat(3_000), "not ".repeat(2_000) + "true",
                    "-".repeat(8_000) + "1",
            "a" + ".a".repeat(4_000), "a" + "[0]".repeat(2_500), "1" + "+1".repeat(4_000),
                    "1" + " if 1 else 1".repeat(600),
            "f(".repeat(2_000) + ")".repeat(2_000), "'" + "a".repeat(9_000) + "'", "a" + "|string".repeat(1_100)
        }) {
            var answer = test("{{ " + deep + " }}", Json.object());
            assertThat(answer.status()).as(answer.toString()).isIn(200, 422);
        }
    }

    @Test
    void nothingOfTheProgramCanBeReached() {
        for (var reach : new String[] {
            "''.__class__.__mro__[1].__subclasses__()",
            "''.getClass().forName('java.lang.Runtime')",
            "trigger.class.classLoader",
            "trigger.getClass()",
            "trigger['class']",
            "self.__init__.__globals__",
            "cycler.__init__.__globals__.os.popen('id')",
            "config.items()",
            "request.application",
            "lipsum.__globals__",
            "env.PATH",
            "environ",
            "system('id')",
            "T(java.lang.Runtime)",
            "''.constructor.constructor('return this')()",
            "open('/etc/passwd').read()",
            "import('os')",
            "include('/etc/passwd')",
            "lookup('file', '/etc/passwd')",
            "lookup('env', 'HOME')",
            "secret.jwt",
            "attune.security.jwt_secret",
            "trigger.payload.__proto__"
        }) {
            var answer = test("{{ (" + reach + ") is defined }}", Json.object("a", 1));
            assertThat(answer.status()).as(answer.toString()).isIn(200, 422);
            assertThat(answer.data().path("result").asBoolean())
                    .as(answer.toString())
                    .isFalse();
            assertThat(answer.body())
                    .doesNotContain("root:")
                    .doesNotContain("java.lang.")
                    .doesNotContain("uid=");
        }
    }

    /** What an event brings is data. It may look like a template, and stays what it looks like. */
    @Test
    void templatesInsideAPayloadAreNotEvaluated() {
        var fixture = new Fixture(attacker);
        var hook = fixture.webhook("data");
        fixture.rule(
                "data",
                hook,
                "core.echo",
                Json.object("message", "{{ trigger.payload.text }}", "copy", "{{ trigger.payload }}"),
                Json.object());

        hook.fire(Json.object("text", "{{ 7 * 7 }} {{ event.id }} {% if 1 %}x{% endif %}", "{{ 1 }}", "{{ 2 }}"));

        var run = fixture.executionsOf("core.echo", 1, Duration.ofSeconds(20)).getFirst();
        var config = run.path("config");
        assertThat(config.path("message").asText()).isEqualTo("{{ 7 * 7 }} {{ event.id }} {% if 1 %}x{% endif %}");
        assertThat(config.path("copy").path("{{ 1 }}").asText()).isEqualTo("{{ 2 }}");
        assertThat(run.path("result").path("stdout").asText())
                .isEqualTo("{{ 7 * 7 }} {{ event.id }} {% if 1 %}x{% endif %}");
        var stored = fixture.eventsOf(hook).getFirst().path("payload");
        assertThat(stored.path("{{ 1 }}").asText()).isEqualTo("{{ 2 }}");
    }

    /** Each template alone is within its bounds; all of them together are not. */
    @Test
    void theParametersOfARunCannotBeInflated() {
        var fixture = new Fixture(attacker);
        var hook = fixture.webhook("inflate");
        var parameters = Json.object();
        IntStream.range(0, 400).forEach(i -> parameters.put("p" + i, "{{ trigger.payload.a ~ trigger.payload.a }}"));
        fixture.rule("inflate", hook, "core.noop", parameters, Json.object());

        hook.fire(Json.object("a", "a".repeat(2_000_000)));

        var run = fixture.executionsOf("core.noop", 1, Duration.ofSeconds(30)).getFirst();
        assertThat(run.path("status").asText()).isEqualTo("failed");
        assertThat(run.path("result").path("error").asText())
                .as(run.path("result").toString())
                .isNotBlank();
        assertThat(attacker.get("/health").status()).isEqualTo(200);
    }

    /** A rule of one tenant is no way to slow down the others: what costs too much counts as no match, with the reason. */
    @Test
    void aCostlyRuleDoesNotHoldUpTheEvent() {
        var fixture = new Fixture(attacker);
        var hook = fixture.webhook("costly");
        fixture.rule(
                "costly",
                hook,
                "core.noop",
                Json.object(),
                Json.object(
                        "criteria",
                        "{{ (range(900000) | map('string') | join(',') | length) > 0 and 'a' * 3000000 == 'b' }}"));
        var cheap = fixture.rule("cheap", hook, "core.echo", Json.object("message", "hello"), Json.object());

        var begin = Instant.now();
        hook.fire(Json.object("a", 1));

        assertThat(Duration.between(begin, Instant.now())).isLessThan(SOON);
        assertThat(fixture.enforcementsOf(cheap)).hasSize(1);
    }

    private Answer test(String criteria, JsonNode payload) {
        return attacker.post("/api/v1/rules/test", Json.object("criteria", criteria, "payload", payload));
    }

    private void soon(String criteria, JsonNode payload) {
        soon(Json.object("criteria", criteria, "payload", payload));
    }

    private void soon(JsonNode ruleTest) {
        var begin = Instant.now();
        var answer = attacker.post("/api/v1/rules/test", ruleTest);

        assertThat(Duration.between(begin, Instant.now())).as(answer.toString()).isLessThan(SOON);
        assertThat(answer.status()).as(answer.toString()).isIn(200, 422);
        assertThat(answer.body().length()).as("the answer's size").isLessThan(2_000_000);
    }

    private static JsonNode numbers(int count) {
        return Json.parse(
                IntStream.range(0, count).mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]")));
    }
}
