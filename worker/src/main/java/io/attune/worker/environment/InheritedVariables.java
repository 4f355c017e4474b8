package io.attune.worker.environment;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What actions and sensors inherit of the environment of the process that starts them (SEC-16); TMPDIR is their own. */
public final class InheritedVariables {
    private static final List<String> NAMES = List.of("PATH", "HOME", "LANG", "TZ");

    private InheritedVariables() {}

    /** @param own the environment of this process */
    public static Map<String, String> of(Map<String, String> own) {
        var chosen = new TreeMap<String, String>();
        chosen.put("PATH", "/usr/local/bin:/usr/bin:/bin");
        for (var name : NAMES) {
            var value = own.get(name);
            if (value != null) {
                chosen.put(name, value);
            }
        }
        return Map.copyOf(chosen);
    }
}
