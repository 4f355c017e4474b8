package io.attune.cli.call;

import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the process was given by its surroundings; tests give their own.
 *
 * @param terminalOut whether standard output is a terminal
 * @param prompt asks a person; null when standard input or error is no terminal
 * @param browser shows a page to the person
 * @param pager shows long text to the person
 */
public record Surroundings(
        Map<String, String> environment,
        Path home,
        Path workingDirectory,
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean terminalOut,
        @Nullable Prompt prompt,
        Browser browser,
        Pager pager,
        Clock clock) {

    /** Asks a person at the terminal. */
    public interface Prompt {
        /** A visible answer; null at end of input. */
        @Nullable
        String ask(String question);

        /** An answer that is not shown; null at end of input. */
        @Nullable
        String askSecretly(String question);
    }

    /** Shows pages to the person. */
    @FunctionalInterface
    public interface Browser {
        /** Whether a browser was started. */
        boolean open(URI page);
    }

    /** Shows text that is longer than the terminal. */
    @FunctionalInterface
    public interface Pager {
        /**
         * @param command as a shell takes it
         * @return false when there is no such program, and nothing was shown
         */
        boolean show(String command, String text);
    }

    /** A variable, null when unset or empty. */
    @Nullable
    String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }
}
