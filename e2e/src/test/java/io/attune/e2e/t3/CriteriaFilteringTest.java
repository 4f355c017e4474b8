package io.attune.e2e.t3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Poll;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** T3.5 Rule criteria filtering: every row, in both spellings. */
class CriteriaFilteringTest {
    private final Fixture fixture = Fixture.shared();

    /** What the criteria of the rules are, by name, and which rules each delivery must fire. */
    record Row(String name, Map<String, String> rules, Map<String, List<String>> deliveries) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> rows() {
        var rows = List.of(
                new Row(
                        "a: levels",
                        Map.of("a", "R.level == 'info'", "b", "R.level == 'error'"),
                        deliveries("{'level':'info'}", "a", "{'level':'error'}", "b", "{'level':'debug'}", "")),
                new Row(
                        "b: priorities",
                        Map.of("low", "R.priority <= 3", "high", "R.priority >= 7"),
                        deliveries("{'priority':2}", "low", "{'priority':9}", "high", "{'priority':5}", "")),
                new Row(
                        "c: and, or, parentheses over several lines",
                        Map.of("a", "(R.level == 'error'\n and R.priority > 5)\n or R.environment == 'production'"),
                        deliveries(
                                "{'level':'error','priority':8,'environment':'staging'}", "a",
                                "{'level':'info','priority':2,'environment':'production'}", "a",
                                "{'level':'info','priority':3,'environment':'staging'}", "")),
                new Row(
                        "d: in a list",
                        Map.of("a", "R.status in ['critical','urgent','high']"),
                        deliveries("{'status':'critical'}", "a", "{'status':'low'}", "", "{'status':'urgent'}", "a")),
                new Row(
                        "e: not equal",
                        Map.of("a", "R.state != 'ok'"),
                        deliveries("{'state':'ok'}", "", "{'state':'bad'}", "a")),
                new Row(
                        "e: less than",
                        Map.of("a", "R.load < 10"),
                        deliveries("{'load':9}", "a", "{'load':10}", "", "{'load':11}", "")),
                new Row(
                        "e: not",
                        Map.of("a", "not (R.muted == true or R.level == 'debug')"),
                        deliveries(
                                "{'muted':false,'level':'info'}", "a",
                                "{'muted':true,'level':'info'}", "",
                                "{'muted':false,'level':'debug'}", "",
                                "{'muted':true,'level':'debug'}", "")));
        Function<String, ObjectNode> criteria =
                text -> Json.object("criteria", "{{ " + text.replace("R", "trigger.payload") + " }}");
        Function<String, ObjectNode> conditions = text -> Json.object(
                "conditions", Json.object("expression", "{{ " + text.replace("R", "event.payload") + " }}"));
        return rows.stream()
                .flatMap(row -> Stream.of(
                        Arguments.argumentSet(row + " (criteria)", row, criteria),
                        Arguments.argumentSet(row + " (conditions)", row, conditions)));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void eachDeliveryFiresExactlyTheRulesItMeets(Row row, Function<String, ObjectNode> spelling) {
        var webhook = fixture.webhook("hook");
        var expected = new LinkedHashMap<String, Integer>();
        row.rules().forEach((name, condition) -> {
            fixture.rule(name, webhook, "core.noop", Json.object(), spelling.apply(condition));
            expected.put(name, 0);
        });

        row.deliveries().forEach((payload, fired) -> {
            webhook.fire(Json.parse(payload.replace('\'', '"')));
            fired.forEach(name -> expected.merge(name, 1, Integer::sum));
            Poll.until(Duration.ofSeconds(3), payload + " fires " + fired, () -> counts(expected), expected::equals);
        });

        Poll.stays(Duration.ofSeconds(3), "executions per rule", () -> counts(expected), expected::equals);
        assertThat(fixture.eventsOf(webhook)).hasSize(row.deliveries().size());
    }

    private Map<String, Integer> counts(Map<String, Integer> rules) {
        var counts = new LinkedHashMap<String, Integer>();
        rules.keySet()
                .forEach(name -> counts.put(name, fixture.count("/api/v1/executions?rule_ref=" + fixture.ref(name))));
        return counts;
    }

    private static Map<String, List<String>> deliveries(String... payloadsAndRules) {
        var deliveries = new LinkedHashMap<String, List<String>>();
        for (int i = 0; i < payloadsAndRules.length; i += 2) {
            deliveries.put(
                    payloadsAndRules[i],
                    payloadsAndRules[i + 1].isEmpty() ? List.of() : List.of(payloadsAndRules[i + 1]));
        }
        return deliveries;
    }
}
