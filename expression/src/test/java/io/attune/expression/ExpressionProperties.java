package io.attune.expression;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.attune.expression.function.Budget;
import io.attune.expression.function.Values;
import io.attune.expression.syntax.Expr;
import io.attune.expression.syntax.Parser;
import io.attune.expression.syntax.Printer;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every expression and every value. */
class ExpressionProperties {
    @Provide
    Arbitrary<Expr> exprs() {
        return ExprGenerator.exprs();
    }

    @Provide
    Arbitrary<String> soup() {
        return Arbitraries.of(
                        "a", "1", "2.5", "'x'", "\"", "'", "(", ")", "[", "]", "{", "}", "{{", "}}", ".", ",", ":", "|",
                        "?", "~", "+", "-", "**", "//", "==", "<", "=", " not ", " in ", " is ", " if ", " else ",
                        " and ", " or ", "none", "upper", "default", "range", "match", "0", "\\", "\n", "{%", "%}",
                        "😀", "kv.get", "é", "\u0000")
                .list()
                .ofMaxSize(20)
                .map(words -> String.join("", words));
    }

    @Provide
    Arbitrary<JsonNode> payloads() {
        Arbitrary<JsonNode> leaves = ExprGenerator.scalars();
        Arbitrary<JsonNode> inner = Arbitraries.oneOf(leaves, members(leaves), elements(leaves));
        return Arbitraries.oneOf(members(inner), members(inner), elements(inner), leaves);
    }

    private static Arbitrary<JsonNode> members(Arbitrary<JsonNode> values) {
        return Combinators.combine(Arbitraries.of("a", "b", "level", "0"), values)
                .as((name, value) -> Map.entry(name, value))
                .list()
                .ofMaxSize(4)
                .map(entries -> {
                    var object = JsonNodeFactory.instance.objectNode();
                    entries.forEach(entry -> object.set(entry.getKey(), entry.getValue()));
                    return object;
                });
    }

    private static Arbitrary<JsonNode> elements(Arbitrary<JsonNode> values) {
        return values.list()
                .ofMaxSize(3)
                .map(all -> JsonNodeFactory.instance.arrayNode().addAll(all));
    }

    private static Scope scope(JsonNode payload) {
        return Scope.ofEvent(1, "core.webhook", payload, "2026-01-31T12:00:00Z")
                .value("a", payload)
                .value("payload", payload)
                .build();
    }

    @Property(tries = 1_500, edgeCases = EdgeCasesMode.NONE)
    void whatIsPrintedParsesToTheSameTree(@ForAll("exprs") Expr expr) {
        String text = Printer.print(expr);
        Assume.that(text.length() < 2_000);
        assertThat(Parser.parse(text)).as(text).isEqualTo(expr);
    }

    @Property(tries = 1_500, edgeCases = EdgeCasesMode.NONE)
    void evaluationThrowsNothingButExpressionException(
            @ForAll("exprs") Expr expr, @ForAll("payloads") JsonNode payload, @ForAll Mode mode) {
        String text = Printer.print(expr);
        Assume.that(text.length() < 2_000);
        JsonNode before = payload.deepCopy();
        try {
            Expression expression = Expression.compile(text);
            expression.evaluate(scope(payload), mode);
            expression.test(scope(payload), mode);
        } catch (ExpressionSyntaxException refused) {
            assertThat(refused.explanation()).isNotBlank();
        } catch (ExpressionException failure) {
            assertThat(mode).isNotEqualTo(Mode.LENIENT);
        }
        assertThat(payload).isEqualTo(before);
    }

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void anyTextIsCompiledOrRefusedWithItsPlace(@ForAll("soup") String text) {
        try {
            Expression.compile(text).evaluate(Scope.empty(), Mode.STRICT);
        } catch (ExpressionSyntaxException refused) {
            assertThat(refused.position()).isBetween(0, text.length());
            assertThat(refused.line()).isPositive();
            assertThat(refused.column()).isPositive();
        } catch (ExpressionException failure) {
            assertThat(failure.explanation()).isNotBlank();
        }
        try {
            Template.compile(text).render(Scope.empty(), Mode.LENIENT);
        } catch (ExpressionSyntaxException refused) {
            assertThat(refused.explanation()).isNotBlank();
        }
    }

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void equalExpressionsGiveEqualValues(@ForAll("exprs") Expr expr, @ForAll("payloads") JsonNode payload) {
        String text = Printer.print(expr);
        // Two braces at the beginning open a template, not an object whose key is an object.
        Assume.that(text.length() < 2_000 && !text.startsWith("{{"));
        assertThat(outcome(text, payload))
                .isEqualTo(outcome(text, payload))
                .isEqualTo(outcome("(" + text + ")", payload));
    }

    private static String outcome(String text, JsonNode payload) {
        try {
            return Expression.compile(text)
                    .evaluate(scope(payload), Mode.CRITERIA)
                    .toString();
        } catch (ExpressionException failure) {
            return failure.message();
        }
    }

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void aTraceAgreesWithTheResult(@ForAll("exprs") Expr expr, @ForAll("payloads") JsonNode payload) {
        String text = Printer.print(expr);
        Assume.that(text.length() < 2_000);
        Condition condition;
        try {
            condition = Condition.compile(TextNode.valueOf(text));
        } catch (ExpressionSyntaxException _) {
            return;
        }
        Trace trace = condition.trace(scope(payload));
        boolean traced = trace.value() != null && Values.truth(trace.value());
        boolean tested;
        try {
            tested = condition.test(scope(payload));
        } catch (ExpressionException _) {
            assertThat(trace.error()).isNotNull();
            return;
        }
        assertThat(trace.error()).isNull();
        assertThat(traced).isEqualTo(tested);
        assertThat(trace.toJson().get("expression").textValue()).isNotBlank();
    }

    /** A rule whose key differs from the event must not match, or the index would lose it. */
    @Property(tries = 1_500, edgeCases = EdgeCasesMode.NONE)
    void equalityKeysAreNecessary(@ForAll("exprs") Expr expr, @ForAll("payloads") JsonNode payload) {
        String text = Printer.print(expr);
        Assume.that(text.length() < 2_000);
        Condition condition;
        boolean holds;
        try {
            condition = Condition.compile(TextNode.valueOf(text));
            holds = condition.test(scope(payload));
        } catch (ExpressionException _) {
            return;
        }
        if (holds) {
            assertKeysHold(condition, payload);
        }
    }

    /** The same with conditions that are made to have keys, and payloads that are made to hold them. */
    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void equalityKeysOfConjunctionsAreNecessary(
            @ForAll("payloads") JsonNode payload,
            @ForAll("comparisons") List<String> comparisons,
            @ForAll("exprs") Expr rest) {
        String more = Printer.print(rest);
        Assume.that(more.length() < 1_000);
        String text = String.join(" and ", comparisons) + " and ((" + more + ") or true)";
        Condition condition;
        try {
            condition = Condition.compile(TextNode.valueOf(text));
            assertThat(condition.equalityKeys()).hasSameSizeAs(comparisons);
            if (condition.test(scope(payload))) {
                assertKeysHold(condition, payload);
            }
        } catch (ExpressionException _) {
            return;
        }
    }

    @Provide
    Arbitrary<List<String>> comparisons() {
        return Combinators.combine(
                        Arbitraries.of(
                                "event.payload.a", "trigger.data.b", "event.payload['level']", "trigger.payload.a.b"),
                        ExprGenerator.scalars().map(Printer::literal),
                        Arbitraries.of(true, false))
                .as((path, value, swapped) -> swapped ? value + " == " + path : path + " == " + value)
                .list()
                .ofMinSize(1)
                .ofMaxSize(2);
    }

    private static void assertKeysHold(Condition condition, JsonNode payload) {
        for (EqualityKey key : condition.equalityKeys()) {
            JsonNode found = scope(payload).lookup("event");
            for (String name : key.path()) {
                found = found.path(name);
            }
            assertThat(Values.equal(found, key.value(), new Budget()))
                    .as("%s in %s", key, payload)
                    .isTrue();
        }
    }
}
