package io.attune.server.config;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code security.encryption_key_command}: a program that prints the master key, such as the client of a vault. Run once at the start. */
public final class EncryptionKeyCommand {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 64 * 1024;

    private EncryptionKeyCommand() {}

    /**
     * The settings with the key in them; unchanged without a command.
     *
     * @throws ConfigurationException if the command does not print a key in time, or a key is given as well
     */
    public static Settings resolve(Settings settings) {
        return resolve(settings, LIMIT);
    }

    static Settings resolve(Settings settings, Duration limit) {
        String command = settings.get(ConfigKeys.SECURITY_ENCRYPTION_KEY_COMMAND);
        if (command.isBlank()) {
            return settings;
        }
        if (!settings.get(ConfigKeys.SECURITY_ENCRYPTION_KEY).isBlank()) {
            throw new ConfigurationException("both security.encryption_key (or its file) and "
                    + "security.encryption_key_command are set: keep one of them");
        }
        return settings.with(ConfigKeys.SECURITY_ENCRYPTION_KEY, output(command, limit));
    }

    private static String output(String command, Duration limit) {
        Process process;
        try {
            process = new ProcessBuilder(List.of("/bin/sh", "-c", command))
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw refused("cannot be started (" + e.getMessage() + ")");
        }
        try {
            // Read beside the wait: a child of the command may keep the pipe open after its end.
            var reading = new CompletableFuture<String>();
            Thread.ofVirtual().name("attune-key-command").start(() -> read(process.getInputStream(), reading));
            String text = reading.get(limit.toMillis(), TimeUnit.MILLISECONDS).strip();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TimeoutException();
            }
            if (process.exitValue() != 0) {
                throw refused("ended with code " + process.exitValue());
            }
            if (text.isEmpty()) {
                throw refused("printed nothing");
            }
            return text;
        } catch (TimeoutException e) {
            throw refused("has not ended within " + limit.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw refused("printed what is not a key");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused("was interrupted");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static void read(InputStream from, CompletableFuture<String> into) {
        try (from) {
            var bytes = from.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("more than " + MOST_BYTES + " bytes");
            }
            into.complete(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            into.completeExceptionally(e);
        }
    }

    private static ConfigurationException refused(String what) {
        return new ConfigurationException(ConfigKeys.SECURITY_ENCRYPTION_KEY_COMMAND.name() + ": the command " + what
                + ". It must print the master key on its standard output and end with code 0.");
    }
}
