package io.attune.model.catalog;

import io.attune.model.id.RuleId;

/** If an event of the trigger meets the conditions, the action is run. */
public record Rule(Component component, RuleSettings settings) {
    public RuleId id() {
        return new RuleId(component.id());
    }

    public String ref() {
        return component.ref();
    }
}
