package io.attune.server.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A file of the data directory with one generated secret per line, readable by its owner only. */
final class SecretFile {
    private static final int BYTES = 48;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path path;

    private SecretFile(Path path) {
        this.path = path;
    }

    static SecretFile of(Settings settings, String name) {
        return new SecretFile(settings.dataDirectory().resolve("secrets").resolve(name));
    }

    /** A secret that nobody has seen. */
    static String generated() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Its secrets; a file is made with a new one when there is none. */
    List<String> readOrMake() {
        return read().orElseGet(() -> {
            var made = List.of(generated());
            write(made);
            return made;
        });
    }

    Optional<List<String>> read() {
        try {
            return Optional.of(Files.readString(path)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    /** When it was written last; empty when it is not there. */
    Optional<FileTime> written() {
        try {
            return Optional.of(Files.getLastModifiedTime(path));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    /** Written beside its place, forced to disk and moved there: a crash leaves the old content or the new. */
    void write(List<String> secrets) {
        try {
            Files.createDirectories(
                    path.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            var draft = path.resolveSibling(path.getFileName() + ".new");
            Files.deleteIfExists(draft);
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                channel.write(StandardCharsets.UTF_8.encode(String.join("\n", secrets) + "\n"));
                channel.force(true);
            }
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
            // The move itself must be on disk before anything is encrypted under what was moved.
            try (var directory = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
                directory.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
    }
}
