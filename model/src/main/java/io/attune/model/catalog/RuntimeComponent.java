package io.attune.model.catalog;

import io.attune.model.id.RuntimeId;

/** How code is started. */
public record RuntimeComponent(Component component, RuntimeSettings settings) {
    public RuntimeId id() {
        return new RuntimeId(component.id());
    }

    public String ref() {
        return component.ref();
    }
}
