package io.attune.cli;

import io.attune.cli.call.Surroundings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** Starts the command-line client in the surroundings of this process. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        boolean prompting = terminal(0) && terminal(2);
        var surroundings = new Surroundings(
                System.getenv(),
                home(),
                Path.of("").toAbsolutePath(),
                System.in,
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                terminal(1),
                prompting ? new ConsolePrompt() : null,
                new DesktopBrowser(),
                new ProgramPager(),
                Clock.systemUTC());
        int status = new Attune(surroundings).run(args);
        surroundings.out().flush();
        System.exit(status);
    }

    /** As shells see it: the JDK asks the user database instead, which a service or a test cannot set. */
    private static Path home() {
        String home = System.getenv("HOME");
        return Path.of(home == null || home.isEmpty() ? System.getProperty("user.home") : home);
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** Asks the kernel what a descriptor is: {@link System#console()} cannot tell standard output from standard input. */
    private static boolean terminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            // Not Linux: the console's own answer covers both directions together.
            return ConsolePrompt.console().isPresent();
        }
    }
}
