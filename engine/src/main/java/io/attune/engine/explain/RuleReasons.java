package io.attune.engine.explain;

import io.attune.expression.Trace;
import io.attune.model.event.EnforcementStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a rule fired for an event, or where on the way it stopped (ui.md §9.4, runtime.md §2). */
public final class RuleReasons {
    private RuleReasons() {}

    /** The rule as it is now. */
    public record RuleNow(
            String ref,
            String triggerRef,
            boolean enabled,
            @Nullable Boolean triggerEnabled,
            boolean hasAction,
            Instant updated) {}

    /**
     * What became of one event.
     *
     * @param addressedTo the only rule that it is for; null for all of its trigger
     * @param enforcement whether the rule fired, and how that went; null when it did not
     * @param execution that it started; null for none
     * @param error why the rule could not be evaluated; null when it could
     * @param matches whether its condition holds for the event, as it is now
     */
    public record EventSeen(
            long id,
            String triggerRef,
            @Nullable String addressedTo,
            Instant created,
            @Nullable EnforcementStatus enforcement,
            @Nullable Long execution,
            @Nullable String error,
            boolean matches,
            Trace trace) {}

    /** Where the way of an event through a rule ended. */
    public enum Stage {
        NO_EVENT,
        OTHER_TRIGGER,
        OTHER_RULE,
        TRIGGER,
        RULE,
        EVALUATION,
        CONDITION,
        CHANGED,
        ENFORCEMENT,
        EXECUTION
    }

    public record RuleReason(Stage stage, boolean fired, Explanation why) {}

    /** @param event null when the trigger has had none */
    public static RuleReason of(RuleNow rule, @Nullable EventSeen event) {
        if (event == null) {
            return stopped(
                    Stage.NO_EVENT,
                    Explanation.of(
                            "No event of trigger " + rule.triggerRef() + " has arrived",
                            "see what its source does: the deliveries of a webhook, the process of a sensor, the timer of the rule"));
        }
        if (event.enforcement() != null) {
            return fired(event, event.enforcement());
        }
        if (!event.triggerRef().equals(rule.triggerRef())) {
            return stopped(
                    Stage.OTHER_TRIGGER,
                    Explanation.of("The event is of trigger " + event.triggerRef() + ", the rule is for "
                            + rule.triggerRef()));
        }
        String addressed = event.addressedTo();
        if (addressed != null && !addressed.equals(rule.ref())) {
            return stopped(Stage.OTHER_RULE, Explanation.of("The event is for rule " + addressed + " alone"));
        }
        if (event.error() != null) {
            return stopped(
                    Stage.EVALUATION,
                    new Explanation(
                            "The rule could not be evaluated",
                            List.of(event.error()),
                            "correct its criteria or parameters"));
        }
        return notConsidered(rule, event);
    }

    private static RuleReason fired(EventSeen event, EnforcementStatus enforcement) {
        if (event.execution() != null) {
            return new RuleReason(
                    Stage.EXECUTION,
                    true,
                    new Explanation(
                            "It fired and started execution " + event.execution(),
                            List.of(event.trace().toText()),
                            null));
        }
        return new RuleReason(
                Stage.ENFORCEMENT,
                true,
                Explanation.of(
                        enforcement == EnforcementStatus.DISABLED
                                ? "It fired and started nothing: the rule was disabled at that moment, or its action was gone"
                                : "It fired, and its execution is about to be made"));
    }

    private static RuleReason notConsidered(RuleNow rule, EventSeen event) {
        if (rule.triggerEnabled() == null) {
            return stopped(
                    Stage.TRIGGER,
                    Explanation.of(
                            "The trigger " + rule.triggerRef() + " does not exist any more",
                            "give the rule another one"));
        }
        if (!rule.triggerEnabled()) {
            return stopped(
                    Stage.TRIGGER,
                    Explanation.of(
                            "The trigger " + rule.triggerRef() + " is disabled",
                            "attune trigger enable " + rule.triggerRef()));
        }
        if (!rule.enabled()) {
            return stopped(Stage.RULE, Explanation.of("The rule is disabled", "attune rule enable " + rule.ref()));
        }
        if (!rule.hasAction()) {
            return stopped(
                    Stage.RULE,
                    Explanation.of("The action of the rule does not exist any more", "give the rule another one"));
        }
        if (!event.matches()) {
            return stopped(
                    Stage.CONDITION,
                    new Explanation(
                            "Its criteria do not hold", List.of(event.trace().toText()), null));
        }
        return stopped(
                Stage.CHANGED,
                new Explanation(
                        "As the rule is now, it would fire; it was made, changed or enabled after the event",
                        List.of("the event is of " + event.created(), "the rule was changed at " + rule.updated()),
                        "send the event again"));
    }

    private static RuleReason stopped(Stage stage, Explanation why) {
        return new RuleReason(stage, false, why);
    }
}
