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
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Path directory;
    private final Path path;
    private final Supplier<String> mint;
    private final Duration renewAfter;
    private final Duration pause;
    private final Clock clock;
    private final String first;
    private Instant renewAt;

    /** @param mint makes a token that is good for {@code life} */
    TokenFile(Path directory, Supplier<String> mint, Duration life, Clock clock) throws IOException {
        this.directory = directory;
        this.path = directory.resolve("token");
        this.mint = mint;
        this.renewAfter = life.multipliedBy(4).dividedBy(5);
        var twentieth = life.dividedBy(20);
        this.pause = twentieth.compareTo(LONGEST_PAUSE) < 0 ? twentieth : LONGEST_PAUSE;
        this.clock = clock;
        this.renewAt = clock.instant().plus(renewAfter);
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

    /** Whatever it throws, the next call after 30 s tries again, or earlier where tokens live for minutes. */
    void renewIfDue() throws IOException {
        var now = clock.instant();
        if (!now.isBefore(renewAt)) {
            renewAt = now.plus(pause);
            write(mint.get());
            renewAt = now.plus(renewAfter);
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
