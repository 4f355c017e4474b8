package io.attune.cli;

import io.attune.cli.call.Surroundings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Shows long text through the person's pager on this process' terminal. */
final class ProgramPager implements Surroundings.Pager {
    /** What a shell answers for a program that is not there. */
    private static final int NOT_FOUND = 127;

    @Override
    public boolean show(String command, String text) {
        var builder = new ProcessBuilder("sh", "-c", command)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        // As git does: leave at once what fits, keep colours, do not clear the screen.
        builder.environment().putIfAbsent("LESS", "FRX");
        try {
            Process pager = builder.start();
            try (OutputStream in = pager.getOutputStream()) {
                in.write(text.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // The person left the pager before the end.
            }
            return pager.waitFor() != NOT_FOUND;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
