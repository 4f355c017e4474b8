package io.attune.worker.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A Java process for tests: says what a child sees of it, before and after it protects itself. */
final class ProtectedProcess {
    /** What the child must not find. */
    static final String VARIABLE = "PLATFORM_KEY=not-for-actions";

    private static final List<String> WAYS_IN = List.of("environ", "mem", "maps", "fd/0", "cwd", "root", "exe", "auxv");

    private ProtectedProcess() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println("before: " + seen());
        System.out.println("protected: " + PrivateMemory.protect());
        System.out.println("after: " + seen());
        System.out.println("own: " + System.getenv("PLATFORM_KEY"));
    }

    private static String seen() {
        var script = "for way in " + String.join(" ", WAYS_IN) + "; do"
                + " { readlink /proc/$1/$way || dd if=/proc/$1/$way count=0; } >/dev/null 2>&1 && echo $way; done;"
                + " cat /proc/$1/environ 2>/dev/null | tr '\\0' '\\n' | grep ^PLATFORM_KEY=.";
        var pid = Long.toString(ProcessHandle.current().pid());
        try {
            var builder = new ProcessBuilder("/bin/sh", "-c", script, "sh", pid).redirectErrorStream(true);
            builder.environment().clear();
            var child = builder.start();
            try (var output = child.inputReader(StandardCharsets.UTF_8)) {
                return output.readAllAsString().replace('\n', ' ').strip();
            }
        } catch (IOException e) {
            return e.toString();
        }
    }
}
