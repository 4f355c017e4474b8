package io.attune.server.drive.sensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * The token of a process that lives long, in a file, since a variable cannot change (SEC-5). A new one takes its place at 80 % of its life.
 * Not thread-safe.
 */
final class TokenFile {
    static final Duration LIFE = Duration.ofHours(24);

    private static final Duration RENEW_AFTER = LIFE.multipliedBy(4).dividedBy(5);
    private static final Duration RENEW_AGAIN = Duration.ofSeconds(30);

    private final Path directory;
    private final Path path;
    private final Supplier<String> mint;
    private final Clock clock;
    private final String first;
    private Instant renewAt;

    /** @param mint makes a token that is good for {@link #LIFE} */
    TokenFile(Path directory, Supplier<String> mint, Clock clock) throws IOException {
        this.directory = directory;
        this.path = directory.resolve("token");
        this.mint = mint;
        this.clock = clock;
        this.renewAt = clock.instant().plus(RENEW_AFTER);
        this.first = mint.get();
        write(first);
    }

    Path path() {
        return path;
    }

    /** The token that the file began with. */
    String first() {
        return first;
    }

    /** Whatever it throws, the next call after 30 s tries again. */
    void renewIfDue() throws IOException {
        var now = clock.instant();
        if (!now.isBefore(renewAt)) {
            renewAt = now.plus(RENEW_AGAIN);
            write(mint.get());
            renewAt = now.plus(RENEW_AFTER);
        }
    }

    /** Whole, so that whoever reads it always finds a token that is good. */
    private void write(String token) throws IOException {
        var next = Files.createTempFile(
                directory,
                "token",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(next, token);
        var _ = Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
