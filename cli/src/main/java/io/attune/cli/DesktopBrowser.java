package io.attune.cli;

import io.attune.cli.call.Surroundings;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/** Starts the browser of the person's desktop. */
final class DesktopBrowser implements Surroundings.Browser {
    @Override
    public boolean open(URI page) {
        boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");
        var command = List.of(mac ? "open" : "xdg-open", page.toString());
        try {
            new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
