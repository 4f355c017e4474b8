package io.attune.engine.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.attune.expression.Condition;
import io.attune.expression.ExpressionException;
import io.attune.expression.Scope;
import io.attune.model.id.RuleId;
import io.attune.model.id.TenantId;
import io.attune.model.tenant.Owner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The index must find exactly what trying every rule finds. */
class RuleIndexProperties {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Property
    void theIndexSaysWhatEveryRuleByItselfSays(
            @ForAll("rules") List<IndexedRule> generated,
            @ForAll("triggers") String trigger,
            @ForAll("owners") Owner owner,
            @ForAll("payloads") ObjectNode payload) {
        List<IndexedRule> rules = numbered(generated);

        assertThat(RuleIndex.of(rules).match(trigger, owner, event(trigger, payload), _ -> scope(trigger, payload)))
                .isEqualTo(visible(bruteForce(rules, trigger, owner, payload), payload));
    }

    @Property
    void changingAnIndexGivesWhatBuildingItAnewGives(
            @ForAll("rules") List<IndexedRule> before,
            @ForAll("rules") List<IndexedRule> changes,
            @ForAll("payloads") ObjectNode payload) {
        Map<RuleId, IndexedRule> expected = new LinkedHashMap<>();
        numbered(before).forEach(rule -> expected.put(rule.id(), rule));
        List<IndexedRule> changed = numbered(changes);
        changed.forEach(rule -> expected.put(rule.id(), rule));
        List<RuleId> gone = expected.keySet().stream()
                .filter(id -> id.value() % 3 == 0)
                .filter(id -> changed.stream().noneMatch(rule -> rule.id().equals(id)))
                .toList();
        gone.forEach(expected::remove);

        RuleIndex index = RuleIndex.of(numbered(before)).with(gone, changed);

        assertThat(index.size()).isEqualTo(expected.size());
        for (Owner owner : List.of(new Owner.Platform(), tenant(1), tenant(2))) {
            assertThat(index.match("t.a", owner, event("t.a", payload), _ -> scope("t.a", payload)))
                    .isEqualTo(visible(bruteForce(List.copyOf(expected.values()), "t.a", owner, payload), payload));
        }
    }

    @Property
    void anAddressedEventFiresNoOtherRule(
            @ForAll("rules") List<IndexedRule> generated,
            @ForAll("owners") Owner owner,
            @ForAll("payloads") ObjectNode payload) {
        List<IndexedRule> rules = numbered(generated);
        RuleIndex index = RuleIndex.of(rules);
        for (long id = 1; id <= rules.size() + 1; id++) {
            var addressee = new RuleId(id);
            assertThat(index.matchAddressed(addressee, "t.a", owner, _ -> scope("t.a", payload)))
                    .isEqualTo(bruteForce(
                            rules.stream()
                                    .filter(rule -> rule.id().equals(addressee))
                                    .toList(),
                            "t.a",
                            owner,
                            payload));
        }
    }

    private static MatchOutcome bruteForce(List<IndexedRule> rules, String trigger, Owner owner, JsonNode payload) {
        List<IndexedRule> matched = new ArrayList<>();
        List<MatchOutcome.Failure> failed = new ArrayList<>();
        for (IndexedRule rule : rules.stream()
                .sorted((a, b) -> Long.compare(a.id().value(), b.id().value()))
                .toList()) {
            boolean concerned = rule.triggerRef().equals(trigger)
                    && (owner.isPlatform()
                            || rule.owner().isPlatform()
                            || rule.owner().equals(owner));
            if (!concerned) {
                continue;
            }
            switch (rule.criteria()) {
                case IndexedRule.Criteria.Compiled(Condition condition) -> {
                    try {
                        if (condition.test(scope(trigger, payload))) {
                            matched.add(rule);
                        }
                    } catch (ExpressionException e) {
                        failed.add(new MatchOutcome.Failure(rule, e.explanation()));
                    }
                }
                case IndexedRule.Criteria.Broken(String message) -> failed.add(new MatchOutcome.Failure(rule, message));
            }
        }
        return new MatchOutcome(matched, failed);
    }

    /** What is found by index: an equality that does not hold hides that another part of the same criteria would have failed. */
    private static MatchOutcome visible(MatchOutcome outcome, JsonNode payload) {
        return new MatchOutcome(
                outcome.matched(),
                outcome.failed().stream()
                        .filter(failure -> mayHold(failure.rule(), payload))
                        .toList());
    }

    private static boolean mayHold(IndexedRule rule, JsonNode payload) {
        return switch (rule.criteria()) {
            case IndexedRule.Criteria.Compiled(Condition condition) ->
                condition.equalityKeys().stream()
                        .allMatch(key -> equal(at(key.path(), event(rule.triggerRef(), payload)), key.value()));
            case IndexedRule.Criteria.Broken _ -> true;
        };
    }

    private static JsonNode at(List<String> path, JsonNode event) {
        JsonNode found = event;
        for (String segment : path) {
            found = found.path(segment);
        }
        return found;
    }

    private static boolean equal(JsonNode found, JsonNode wanted) {
        return (found.isNumber() && wanted.isNumber())
                ? found.doubleValue() == wanted.doubleValue()
                : found.equals(wanted);
    }

    private static JsonNode event(String trigger, JsonNode payload) {
        return Objects.requireNonNull(scope(trigger, payload).lookup("event"));
    }

    private static Scope scope(String trigger, JsonNode payload) {
        return Scope.ofEvent(1, trigger, payload, "2026-01-01T00:00:00Z").build();
    }

    private static List<IndexedRule> numbered(List<IndexedRule> rules) {
        List<IndexedRule> numbered = new ArrayList<>();
        for (IndexedRule rule : rules) {
            long id = numbered.size() + 1L;
            numbered.add(new IndexedRule(new RuleId(id), "p.r" + id, rule.owner(), rule.triggerRef(), rule.criteria()));
        }
        return numbered;
    }

    @Provide
    Arbitrary<List<IndexedRule>> rules() {
        return Combinators.combine(conditions(), triggers(), owners())
                .as((conditions, trigger, owner) -> IndexedRule.of(new RuleId(1), "p.r", owner, trigger, conditions))
                .list()
                .ofMaxSize(15);
    }

    @Provide
    Arbitrary<String> triggers() {
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(4, Arbitraries.just("t.a")), net.jqwik.api.Tuple.of(1, Arbitraries.just("t.b")));
    }

    @Provide
    Arbitrary<Owner> owners() {
        return Arbitraries.of(new Owner.Platform(), tenant(1), tenant(2));
    }

    private static Owner tenant(long id) {
        return new Owner.Tenant(new TenantId(id));
    }

    private static Arbitrary<JsonNode> conditions() {
        Arbitrary<JsonNode> texts = Arbitraries.of(
                        "trigger.payload.a == 'x'",
                        "event.payload.a == 'x' and event.payload.b > 1",
                        "trigger.payload.a == 1",
                        "trigger.payload.a == 1.0 or trigger.payload.b == true",
                        "trigger.payload['b'] == null",
                        "trigger.payload.c.a == 'x' and trigger.payload.a == 'x'",
                        "'x' == trigger.payload.c.b",
                        "trigger.payload.a in ['x', 1]",
                        "not (trigger.payload.a == 'x')",
                        "trigger.payload.a != 'x'",
                        "trigger.payload.a > 5 and trigger.payload.b == 'x'",
                        "trigger.payload.c.b[0] == 1",
                        "trigger.payload.a + 1 == 2",
                        "true",
                        "}} broken {{")
                .map(TextNode::valueOf);
        Arbitrary<JsonNode> lists = Combinators.combine(
                        Arbitraries.of("a", "b", "c.a", "c.b"),
                        Arbitraries.of("equals", "not_equals", "exists", "in"),
                        values())
                .as((field, operator, value) -> {
                    var element = JSON.objectNode().put("field", field).put("operator", operator);
                    element.set(
                            "value", operator.equals("in") ? JSON.arrayNode().add(value) : value);
                    return (JsonNode) JSON.arrayNode().add(element);
                });
        return Arbitraries.oneOf(List.of(texts, lists));
    }

    @Provide
    Arbitrary<ObjectNode> payloads() {
        return objects(Arbitraries.oneOf(List.of(values(), objects(values()).map(object -> (JsonNode) object))));
    }

    private static Arbitrary<ObjectNode> objects(Arbitrary<JsonNode> members) {
        return Arbitraries.maps(Arbitraries.of("a", "b", "c"), members)
                .ofMaxSize(3)
                .map(map -> {
                    ObjectNode object = JSON.objectNode();
                    object.setAll(map);
                    return object;
                });
    }

    private static Arbitrary<JsonNode> values() {
        return Arbitraries.of(
                JSON.textNode("x"),
                JSON.textNode("y"),
                JSON.numberNode(1),
                JSON.numberNode(1.0),
                JSON.numberNode(7),
                JSON.booleanNode(true),
                JSON.nullNode(),
                JSON.arrayNode().add(1));
    }
}
