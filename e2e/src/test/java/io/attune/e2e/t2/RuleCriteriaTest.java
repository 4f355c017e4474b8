package io.attune.e2e.t2;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Poll;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** T2.5 Rule criteria: every row in both spellings and with both roots. */
class RuleCriteriaTest {
    private final Fixture fixture = Fixture.shared();

    static Stream<Arguments> rows() {
        return Stream.of(
                        row(
                                "%s.status == \"critical\"",
                                List.of("{'status':'info'}", "{}"), List.of("{'status':'critical'}")),
                        row("%s.value > 100", List.of("{'value':50}", "{'value':100}", "{}"), List.of("{'value':150}")),
                        row(
                                "%s.environment in ['prod','staging']",
                                List.of("{'environment':'dev'}", "{}"),
                                List.of("{'environment':'prod'}", "{'environment':'staging'}")),
                        row(
                                "%s.severity == 'high' and %s.count > 10",
                                List.of("{'severity':'high','count':5}", "{'severity':'low','count':15}", "{}"),
                                List.of("{'severity':'high','count':15}")))
                .flatMap(row -> Stream.of("trigger.payload", "event.payload").flatMap(root -> {
                    var expression = "{{ " + row.expression().replace("%s", root) + " }}";
                    return Stream.of(
                            Arguments.of(Json.object("criteria", expression), row.without(), row.with()),
                            Arguments.of(
                                    Json.object("conditions", Json.object("expression", expression)),
                                    row.without(),
                                    row.with()));
                }));
    }

    private record Row(String expression, List<String> without, List<String> with) {}

    private static Row row(String expression, List<String> without, List<String> with) {
        return new Row(expression, without, with);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void onlyMatchingDeliveriesRunTheAction(ObjectNode condition, List<String> without, List<String> with) {
        var webhook = fixture.webhook("hook");
        var rule = fixture.rule("rule", webhook, "core.noop", Json.object(), condition);
        var executions = "/api/v1/executions?per_page=100&rule_ref=" + rule;

        without.forEach(payload -> webhook.fire(payload(payload)));
        Poll.stays(Duration.ofSeconds(2), "no execution", () -> fixture.count(executions), count -> count == 0);
        assertThat(fixture.enforcementsOf(rule)).isEmpty();

        with.forEach(payload -> webhook.fire(payload(payload)));
        Poll.until(
                Duration.ofSeconds(15), "executions", () -> fixture.count(executions), count -> count >= with.size());
        assertThat(fixture.count(executions)).isEqualTo(with.size());
        assertThat(fixture.eventsOf(webhook)).hasSize(without.size() + with.size());
    }

    private static JsonNode payload(String text) {
        return Json.parse(text.replace('\'', '"'));
    }
}
