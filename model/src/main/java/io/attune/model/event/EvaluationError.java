package io.attune.model.event;

import io.attune.model.id.EventId;
import io.attune.model.id.RuleId;
import io.attune.model.tenant.Owner;
import org.jspecify.annotations.Nullable;

/**
 * Why a rule could not say whether an event meets its conditions, or could not make parameters of it (FIX-3). It did not fire then.
 *
 * @param rule null once the rule is deleted
 * @param message for the author of the rule
 */
public record EvaluationError(
        EventId event, Owner owner, @Nullable RuleId rule, String ruleRef, String message) {}
