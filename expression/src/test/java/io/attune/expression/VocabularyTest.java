package io.attune.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** expressions.md §7, static checking of what a rule says. */
class VocabularyTest {
    @Test
    void knownRootsAndWhateverTheyHoldAreAccepted() {
        for (String criteria : new String[] {
            "trigger.payload.level == 'error' and event.data.x[0] > 1",
            "pack.config.limit < system.rule.id",
            "keystore.a.b == datastore.c or kv.get('x', default=1)",
            "now() > event.created and uuid() | length == 36",
            "trigger.paylod.level == 'x'"
        }) {
            assertThat(found(criteria)).as(criteria).isEmpty();
        }
    }

    @Test
    void aFieldWithoutItsRootIsToldWhereItIs() {
        assertThat(found("level == 'error'"))
                .containsExactly(
                        "unknown name 'level' (column 1); did you mean 'trigger.payload.level', or the text 'level' in quotes?");
        assertThat(found("{{ payload.level == 'error' }}"))
                .containsExactly("unknown name 'payload' (column 4); did you mean 'trigger.payload'?");
        assertThat(found("evnt.payload.x == 1 and trigger.payload.y in [triger.payload.z]"))
                .containsExactly(
                        "unknown name 'evnt' (column 1); did you mean 'event'?",
                        "unknown name 'triger' (column 47); did you mean 'trigger'?");
    }

    @Test
    void functionsOfOtherPlacesAreNamed() {
        assertThat(found("result().x and succeeded()"))
                .containsExactly(
                        "result() is not available here (column 1)", "succeeded() is not available here (column 16)");
    }

    @Test
    void whoAsksWhetherANameExistsMayDoSo() {
        assertThat(found("item is defined or other.x is undefined or last | default(trigger.payload.x)"))
                .isEmpty();
        assertThat(found("trigger.payload.x | default(other)")).hasSize(1);
    }

    @Test
    void templatesNameTheFieldToo() {
        var problems = Template.problems(
                Json.of("{a: '{{ event.payload.x }}', b: ['plain', 'at {{ hosts }}'], c: '{{ broken'}"),
                Vocabulary.RULES);

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.field()).isEqualTo("b[1]");
            assertThat(problem.message()).isEqualTo("unknown name 'hosts'");
        });
    }

    @Test
    void aListOfFieldsHasNoNames() {
        var conditions = Json.of("[{field: 'level', operator: 'equals', value: 1}]");

        assertThat(Condition.compile(conditions).unknown(Vocabulary.RULES)).isEmpty();
    }

    private static List<String> found(String criteria) {
        return Condition.compile(com.fasterxml.jackson.databind.node.TextNode.valueOf(criteria))
                .unknown(Vocabulary.RULES)
                .stream()
                .map(ExpressionSyntaxException::explanation)
                .toList();
    }
}
