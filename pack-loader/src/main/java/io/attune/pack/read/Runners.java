package io.attune.pack.read;

import java.util.Locale;

/** What the words of {@code runner_type} mean (packs.md §8.1). */
final class Runners {
    static final String INTERNAL = "core.internal";
    static final String NATIVE = "core.native";

    private Runners() {}

    /** The ref of the runtime, or the name in lower case when only the catalogue can tell. */
    static String runtimeOf(String word) {
        String name = word.strip().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "shell", "bash", "sh" -> "core.shell";
            case "python", "python3" -> "core.python";
            case "node", "nodejs", "node.js" -> "core.nodejs";
            case "native", "builtin", "standalone" -> NATIVE;
            case "internal" -> INTERNAL;
            case "http" -> "core.http";
            case "container", "docker" -> "core.container";
            default -> name;
        };
    }

    /** Whether something of this runtime is started from a file of the pack. */
    static boolean startsFile(String runtime) {
        return !runtime.equals(INTERNAL) && !runtime.equals("core.http");
    }
}
