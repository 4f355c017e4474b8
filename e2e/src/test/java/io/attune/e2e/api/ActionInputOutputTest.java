package io.attune.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What an action is given and what becomes of what it prints (packs.md §6, §7). */
class ActionInputOutputTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Fixture fixture = Fixture.shared();

    private static Stream<Arguments> formats() {
        return Stream.of(
                arguments("json", "{\"a\":{\"b\":1},\"text\":\"it's\"}"),
                arguments("yaml", "a:\n  b: 1\ntext: it's"),
                arguments("dotenv", "a.b='1'\ntext='it'\\''s'"));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void parametersComeInTheDeclaredFormatByStandardInputAndByFile(String format, String expected) {
        var parameters = Json.object("text", "it's", "a", Json.object("b", 1));

        var piped = run("stdin", "cat\n", Map.of("parameter_format", format), parameters);
        assertThat(piped.path("stdout").asText().strip()).isEqualTo(expected);

        var filed = run(
                "file",
                "cat\nstat -c %a \"$ATTUNE_PARAMETER_FILE\"\ncat \"$ATTUNE_PARAMETER_FILE\"\n",
                Map.of("parameter_format", format, "parameter_delivery", "file"),
                parameters);
        assertThat(filed.path("stdout").asText().strip())
                .matches("(?s)[46]00\n.*")
                .endsWith(expected);
    }

    @Test
    void theEnvironmentHoldsWhatIsPromisedAndNothingOfTheServer() {
        var result = run(
                "env",
                "env\n",
                Map.of(),
                Json.object("context", Json.object("team", "blue", "nested", Json.object("x", 1)), "plain", "value"));
        var lines = result.path("stdout").asText().lines().toList();

        assertThat(lines)
                .contains(
                        "ATTUNE_ACTION=" + fixture.ref("env"),
                        "ATTUNE_PACK_REF=" + fixture.pack(),
                        "ATTUNE_PARAMETER_DELIVERY=stdin",
                        "ATTUNE_PARAMETER_FORMAT=json",
                        "ATTUNE_CONTEXT_TEAM=blue")
                .anyMatch(line -> line.startsWith("ATTUNE_EXEC_ID="))
                .anyMatch(line -> line.startsWith("ATTUNE_API_URL=http"))
                .anyMatch(line -> line.startsWith("ATTUNE_ARTIFACTS_DIR=/"))
                .anyMatch(line -> line.startsWith("ATTUNE_RUNTIME_ENVS_DIR=/"))
                .noneMatch(line -> line.startsWith("ATTUNE_API_TOKEN="))
                .noneMatch(line -> line.startsWith("ATTUNE__"))
                .noneMatch(line -> line.startsWith("JAVA_HOME="))
                .noneMatch(line -> line.contains("value") || line.startsWith("ATTUNE_CONTEXT_NESTED"));
    }

    @Test
    void variablesOfARunAreAddedUnlessTheyBelongToThePlatform() {
        var action = action("vars", "echo \"$GREETING\"\n", Map.of());

        var given = fixture.api()
                .post(
                        "/api/v1/executions/execute",
                        Json.object("action_ref", action, "env_vars", Json.object("GREETING", "hello")))
                .expect(201)
                .data();
        assertThat(fixture.ended(given.path("id").asLong(), LIMIT)
                        .path("result")
                        .path("stdout")
                        .asText())
                .isEqualTo("hello\n");

        var refused = fixture.api()
                .post(
                        "/api/v1/executions/execute",
                        Json.object("action_ref", action, "env_vars", Json.object("ATTUNE_API_URL", "http://evil")))
                .expect(422);
        assertThat(refused.json().path("error").asText()).contains("env_vars.ATTUNE_API_URL");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "text  | echo '{\"a\":1}'              | {\"a\":1}",
                "json  | echo log; echo '{\"a\":2}'    | {\"a\":2}",
                "yaml  | printf 'a: 1\\nb: [x]\\n'     | {\"a\":1,\"b\":[\"x\"]}",
                "jsonl | echo 1; echo no; echo '[2]'  | [1,[2]]"
            })
    void outputIsReadAsDeclared(String format, String script, String expected) {
        var result = run("out", script + "\n", Map.of("output_format", format), Json.object());

        assertThat(result.path("data")).isEqualTo(Json.parse(expected));
        assertThat(result.has("stdout")).as("raw text beside the data").isEqualTo(format.equals("text"));
    }

    @ParameterizedTest
    @CsvSource({"json, '{ nope', line 1", "yaml, 'a: [1', line"})
    void outputThatIsNotWhatWasDeclaredFailsAndSaysWhere(String format, String text, String place) {
        var action = action("bad", "echo '" + text + "'\n", Map.of("output_format", format));

        var ended = fixture.ended(fixture.run(action, Json.object()).path("id").asLong(), LIMIT);

        assertThat(ended.path("status").asText()).isEqualTo("failed");
        assertThat(ended.path("result").path("error").asText()).contains(format).contains(place);
        assertThat(ended.path("result").path("stdout").asText()).contains(text);
        assertThat(ended.path("result").path("exit_code").asInt(-1)).isZero();
    }

    @Test
    void noOutputIsNoFailure() {
        for (var format : new String[] {"json", "yaml", "jsonl", "text"}) {
            var result = run("silent" + format, "true\n", Map.of("output_format", format), Json.object());

            assertThat(result.path("succeeded").asBoolean()).as(format).isTrue();
            assertThat(result.has("data")).as(format).isFalse();
        }
    }

    @Test
    void resultsThatCannotBeStoredAsTheyAreHinderNobody() {
        var nul = action("nul", "printf '{\"a\":\"x\\\\u0000y\"}'\n", Map.of("output_format", "json"));
        var huge = action("huge", "echo '{\"a\":1e300000}'\n", Map.of("output_format", "json"));

        long first = fixture.run(nul, Json.object()).path("id").asLong();
        long second = fixture.run(huge, Json.object()).path("id").asLong();
        long third = fixture.run("core.echo", Json.object("message", "still here"))
                .path("id")
                .asLong();

        assertThat(fixture.ended(first, LIMIT).path("result").path("data")).isEqualTo(Json.object("a", "x\uFFFDy"));
        var refused = fixture.ended(second, LIMIT);
        assertThat(refused.path("status").asText()).isEqualTo("failed");
        assertThat(refused.path("result").path("error").asText()).isNotBlank();
        assertThat(fixture.ended(third, LIMIT).path("status").asText()).isEqualTo("completed");
    }

    private JsonNode run(String name, String script, Map<String, String> more, ObjectNode parameters) {
        var ended = fixture.ended(
                fixture.run(action(name, script, more), parameters).path("id").asLong(), LIMIT);
        assertThat(ended.path("status").asText()).as(ended.toString()).isEqualTo("completed");
        return ended.path("result");
    }

    private String action(String name, String script, Map<String, String> more) {
        var request =
                Json.object("ref", fixture.ref(name), "label", name, "entrypoint", script, "runtime_ref", "core.shell");
        more.forEach(request::put);
        return fixture.action(request, null);
    }
}
