package io.attune.worker.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.worker.process.ProcessSpec;
import java.util.Locale;
import java.util.Set;

/** The script of a shell action whose entry point is its text: parameters as variables, then the text (packs.md §6.5). */
final class InlineShell {
    private InlineShell() {}

    /** @param exported variables that the shell would pass on: a parameter must not end up in one */
    static String script(ObjectNode parameters, String text, Set<String> exported) {
        var script = new StringBuilder();
        // The shell has opened the script by its path; children must not inherit the pipe, which holds secrets.
        script.append("exec ").append(ProcessSpec.SCRIPT_DESCRIPTOR).append("<&-\n");
        script.append("set -e\n");
        parameters.properties().forEach(parameter -> {
            var value = quote(shown(parameter.getValue()));
            var name = parameter.getKey().replaceAll("[^A-Za-z0-9_]", "_");
            script.append("PARAM_")
                    .append(name.toUpperCase(Locale.ROOT))
                    .append('=')
                    .append(value)
                    .append('\n');
            if (!name.isEmpty() && !Character.isDigit(name.charAt(0)) && !isSpecial(name) && !exported.contains(name)) {
                script.append(name).append('=').append(value).append('\n');
            }
        });
        return script.append(text).append('\n').toString();
    }

    /** Variables whose change would break the shell, be refused by it, or reach its children because it exports them already. */
    private static boolean isSpecial(String name) {
        return name.equals("_")
                || name.startsWith("BASH")
                || name.startsWith("ATTUNE_")
                || switch (name) {
                    case "PATH",
                            "HOME",
                            "LANG",
                            "TZ",
                            "TMPDIR",
                            "IFS",
                            "ENV",
                            "PS4",
                            "CDPATH",
                            "GLOBIGNORE",
                            "EXECIGNORE",
                            "POSIXLY_CORRECT",
                            "TMOUT",
                            "FUNCNEST",
                            "PWD",
                            "OLDPWD",
                            "SHLVL",
                            "SHELLOPTS",
                            "UID",
                            "EUID",
                            "PPID",
                            "GROUPS",
                            "LD_PRELOAD",
                            "LD_LIBRARY_PATH" -> true;
                    default -> false;
                };
    }

    private static String shown(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.toString();
    }

    private static String quote(String value) {
        // A shell text ends at NUL.
        return "'" + value.replace("\0", "").replace("'", "'\\''") + "'";
    }
}
