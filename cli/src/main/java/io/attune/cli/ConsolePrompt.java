package io.attune.cli;

import io.attune.cli.call.Surroundings;
import java.io.Console;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks on the terminal of this process. */
final class ConsolePrompt implements Surroundings.Prompt {
    @Override
    public @Nullable String ask(String question) {
        return console().map(console -> console.readLine("%s", question)).orElse(null);
    }

    @Override
    public @Nullable String askSecretly(String question) {
        return console()
                .map(console -> console.readPassword("%s", question))
                .map(String::new)
                .orElse(null);
    }

    /** Empty without a terminal: the JDK's releases differ in whether they answer null then. */
    static Optional<Console> console() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal);
    }
}
