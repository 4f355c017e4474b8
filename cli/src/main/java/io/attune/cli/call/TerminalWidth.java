package io.attune.cli.call;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** How many columns the terminal has. */
final class TerminalWidth {
    private static final int USUAL = 100;

    private TerminalWidth() {}

    static int of(Surroundings surroundings) {
        @Nullable String columns = surroundings.variable("COLUMNS");
        if (columns != null && columns.matches("[1-9]\\d{0,4}")) {
            return Integer.parseInt(columns);
        }
        return asked();
    }

    private static int asked() {
        try {
            Process process = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            int space = answer.indexOf(' ');
            int width = space < 0 ? 0 : Integer.parseInt(answer.substring(space + 1));
            return width > 0 ? width : USUAL;
        } catch (IOException | NumberFormatException e) {
            return USUAL;
        }
    }
}
