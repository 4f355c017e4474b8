package io.attune.engine.placement;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The names that mean the same runtime (runtime.md §2.1 step 6). */
public final class RuntimeNames {
    private static final List<List<String>> GROUPS = List.of(
            List.of("nodejs", "node", "node.js"),
            List.of("python", "python3"),
            List.of("shell", "bash", "sh"),
            List.of("native", "builtin", "standalone"),
            List.of("ruby", "rb"),
            List.of("go", "golang"),
            List.of("java", "jdk", "openjdk"),
            List.of("perl", "perl5"),
            List.of("r", "rscript"));

    private static final Map<String, String> CANONICAL = canonical();

    private RuntimeNames() {}

    /** The one name of a runtime known by several; an unknown name is its own, in lower case. */
    public static String normalise(String name) {
        var lower = name.strip().toLowerCase(Locale.ROOT);
        return CANONICAL.getOrDefault(lower, lower);
    }

    private static Map<String, String> canonical() {
        Map<String, String> names = new HashMap<>();
        for (var group : GROUPS) {
            group.forEach(alias -> names.put(alias, group.getFirst()));
        }
        return Map.copyOf(names);
    }
}
