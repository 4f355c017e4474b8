package io.attune.pack.read;

import io.attune.model.pack.ComponentDefinition;
import io.attune.pack.yaml.Place;

/**
 * A component and the file that defines it.
 *
 * @param place of the definition in the file
 */
public record Component<T extends ComponentDefinition>(T definition, String file, Place place) {
    public String ref() {
        return definition.ref();
    }
}
