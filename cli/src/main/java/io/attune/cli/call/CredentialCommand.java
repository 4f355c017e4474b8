package io.attune.cli.call;

import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A program of the person's that prints an access token, such as a password manager's (cli.md §2.2). */
final class CredentialCommand {
    private static final int LONGEST_SECONDS = 60;

    private CredentialCommand() {}

    static String run(String command) {
        try {
            // Its questions and complaints go to the terminal; only the token is read.
            Process process = new ProcessBuilder("sh", "-c", command)
                    .redirectInput(new File("/dev/null"))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String token = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw failed("it does not end");
            }
            if (process.exitValue() != 0) {
                throw failed("it ended with code " + process.exitValue());
            }
            if (token.isEmpty() || token.indexOf('\n') >= 0) {
                throw failed("it printed " + (token.isEmpty() ? "nothing" : "more than one line"));
            }
            return token;
        } catch (IOException e) {
            throw failed(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("it was interrupted");
        }
    }

    private static Failure failed(String why) {
        return Failure.of(
                ExitCode.NOT_AUTHENTICATED,
                "The profile's credential_command gave no token: " + why,
                "It must print an access token on a line of its own and nothing else.");
    }
}
