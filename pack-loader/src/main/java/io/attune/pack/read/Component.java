package io.attune.pack.read;

import io.attune.model.pack.ComponentDefinition;
import io.attune.pack.yaml.Place;
import io.attune.pack.yaml.YamlNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A component and the file that defines it.
 *
 * @param source what the file holds
 */
public record Component<T extends ComponentDefinition>(T definition, String file, YamlNode source) {
    public String ref() {
        return definition.ref();
    }

    /** Where the definition stands in the file. */
    public Place place() {
        return source.place();
    }

    /**
     * Something that was found out about the definition once it was read.
     *
     * @param path the members and indexes that lead to the place in the file
     */
    public Finding finding(Finding.Effect effect, List<String> path, String message, @Nullable String hint) {
        String field = path.isEmpty() ? null : String.join(".", path);
        return new Finding(effect, file, source.nearest(path).place(), field, message, hint);
    }
}
