package io.attune.server.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Shows the generated password of the first operator once, to whoever started the platform, and leaves it in no log. */
public final class FirstPassword {
    private FirstPassword() {}

    public static void show(String login, String password) {
        String text = "First operator: login " + login + ", password " + password
                + " (shown once; change it after the first login)\n";
        String notice = System.getenv(Detached.NOTICE_FILE);
        if (notice == null) {
            // Standard error, since standard output carries the ready line alone.
            System.err.print(text);
            return;
        }
        try {
            Files.writeString(Path.of(notice), text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell the first password", e);
        }
    }
}
