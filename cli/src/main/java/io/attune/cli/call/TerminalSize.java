package io.attune.cli.call;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** How much the terminal shows. */
record TerminalSize(int columns, int rows) {
    /** What standard output has that is no terminal: no end to either side. */
    static final TerminalSize UNLIMITED = new TerminalSize(0, 0);

    private static final TerminalSize USUAL = new TerminalSize(100, 24);

    static TerminalSize of(Surroundings surroundings) {
        @Nullable String columns = number(surroundings.variable("COLUMNS"));
        @Nullable String rows = number(surroundings.variable("LINES"));
        TerminalSize size = columns == null ? asked() : USUAL;
        return new TerminalSize(
                columns == null ? size.columns() : Integer.parseInt(columns),
                rows == null ? size.rows() : Integer.parseInt(rows));
    }

    private static @Nullable String number(@Nullable String text) {
        return text != null && text.matches("[1-9]\\d{0,4}") ? text : null;
    }

    private static TerminalSize asked() {
        try {
            Process process = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            int space = answer.indexOf(' ');
            int rows = space < 0 ? 0 : Integer.parseInt(answer.substring(0, space));
            int columns = space < 0 ? 0 : Integer.parseInt(answer.substring(space + 1));
            return rows > 0 && columns > 0 ? new TerminalSize(columns, rows) : USUAL;
        } catch (IOException | NumberFormatException e) {
            return USUAL;
        }
    }
}
