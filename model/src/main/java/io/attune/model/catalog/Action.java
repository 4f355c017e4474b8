package io.attune.model.catalog;

import io.attune.model.id.ActionId;
import org.jspecify.annotations.Nullable;

/**
 * Something that can be run.
 *
 * @param runtimeRef of the runtime that the settings name
 */
public record Action(
        Component component,
        ActionSettings settings,
        @Nullable String runtimeRef) {
    public ActionId id() {
        return new ActionId(component.id());
    }

    public String ref() {
        return component.ref();
    }
}
