package io.attune.cli.call;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.attune.cli.json.Nodes;
import io.attune.cli.json.YamlText;
import io.attune.cli.outcome.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** {@code .attune.yaml} of the project one works in. It may name a profile, never a URL or a credential (cli.md §2.2). */
final class ProjectFile {
    private ProjectFile() {}

    /** The profile named by the nearest project file from {@code directory} upwards; null when there is none. */
    static @Nullable String profile(Path directory) {
        for (Path at = directory.toAbsolutePath(); at != null; at = at.getParent()) {
            Path file = at.resolve(".attune.yaml");
            if (Files.isRegularFile(file)) {
                try {
                    String name = Nodes.text(YamlText.parse(Files.readString(file)), "profile");
                    return name.isEmpty() ? null : name;
                } catch (JsonProcessingException e) {
                    throw Failure.usage(file + " is not valid YAML: " + e.getOriginalMessage(), null);
                } catch (IOException e) {
                    throw Failure.usage("Cannot read " + file, "Check its permissions.");
                }
            }
        }
        return null;
    }
}
