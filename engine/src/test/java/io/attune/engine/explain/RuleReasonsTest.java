package io.attune.engine.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.engine.explain.RuleReasons.EventSeen;
import io.attune.engine.explain.RuleReasons.RuleNow;
import io.attune.engine.explain.RuleReasons.Stage;
import io.attune.expression.Condition;
import io.attune.expression.Scope;
import io.attune.model.event.EnforcementStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every place where the way of an event through a rule can end (ui.md §9.4). */
class RuleReasonsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final RuleNow RULE = new RuleNow("ops.rule", "ops.hook", true, true, true, NOON);

    private static EventSeen event(
            String level, @Nullable EnforcementStatus enforcement, @Nullable Long execution, @Nullable String error) {
        var condition = Condition.compile(JsonNodeFactory.instance.textNode("event.payload.level == 'high'"));
        var payload = JsonNodeFactory.instance.objectNode().put("level", level);
        var scope = Scope.ofEvent(1, "ops.hook", payload, NOON.toString()).build();
        return new EventSeen(
                1,
                "ops.hook",
                null,
                NOON.minusSeconds(60),
                enforcement,
                execution,
                error,
                condition.test(scope),
                condition.trace(scope));
    }

    private static Stage stage(RuleNow rule, @Nullable EventSeen event) {
        return RuleReasons.of(rule, event).stage();
    }

    @Test
    void aConditionThatDoesNotHoldShowsWhatItSaw() {
        var reason = RuleReasons.of(RULE, event("low", null, null, null));

        assertThat(reason.stage()).isEqualTo(Stage.CONDITION);
        assertThat(reason.fired()).isFalse();
        assertThat(reason.why().evidence().toString()).contains("event.payload.level was 'low'");
    }

    @Test
    void whatFiredNamesItsExecution() {
        var reason = RuleReasons.of(RULE, event("high", EnforcementStatus.PROCESSED, 7L, null));

        assertThat(reason.fired()).isTrue();
        assertThat(reason.why().cause()).contains("execution 7");
        assertThat(stage(RULE, event("high", EnforcementStatus.DISABLED, null, null)))
                .isEqualTo(Stage.ENFORCEMENT);
    }

    @Test
    void everythingElseStopsWhereItStops() {
        assertThat(stage(RULE, null)).isEqualTo(Stage.NO_EVENT);
        assertThat(stage(RULE, event("high", null, null, "no such function"))).isEqualTo(Stage.EVALUATION);
        assertThat(stage(new RuleNow("ops.rule", "ops.other", true, true, true, NOON), event("high", null, null, null)))
                .isEqualTo(Stage.OTHER_TRIGGER);
        assertThat(stage(new RuleNow("ops.rule", "ops.hook", false, true, true, NOON), event("high", null, null, null)))
                .isEqualTo(Stage.RULE);
        assertThat(stage(new RuleNow("ops.rule", "ops.hook", true, false, true, NOON), event("high", null, null, null)))
                .isEqualTo(Stage.TRIGGER);
        assertThat(stage(new RuleNow("ops.rule", "ops.hook", true, true, false, NOON), event("high", null, null, null)))
                .isEqualTo(Stage.RULE);
        assertThat(stage(RULE, event("high", null, null, null))).isEqualTo(Stage.CHANGED);
    }
}
