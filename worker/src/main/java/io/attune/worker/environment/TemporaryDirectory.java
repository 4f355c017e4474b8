package io.attune.worker.environment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory that only the owner of this process may enter, removed with all it holds. */
public final class TemporaryDirectory implements AutoCloseable {
    private static final String SHARED = "tmp";
    private static final Logger LOG = LoggerFactory.getLogger(TemporaryDirectory.class);
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_READS = PosixFilePermissions.fromString("r--------");

    private final Path path;

    private TemporaryDirectory(Path path) {
        this.path = path;
    }

    /** Makes it; its parent must exist. */
    public static TemporaryDirectory create(Path path) throws IOException {
        return new TemporaryDirectory(Files.createDirectory(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY)));
    }

    /** What runs of one tenant share as {@code /tmp}, below the directory of the worker; for {@link #ensure} to make. */
    public static Path shared(Path directory, long tenant) {
        return directory.resolve(SHARED).resolve(Long.toString(tenant));
    }

    /** Makes it, and what is above it, where it is not there yet. */
    public static void ensure(Path path) throws IOException {
        Files.createDirectories(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }

    /** Removes what the runs of all tenants shared. */
    public static void removeShared(Path directory) {
        remove(directory.resolve(SHARED));
    }

    public Path path() {
        return path;
    }

    /** A file that its owner may read and nobody may change. */
    public Path write(String name, String text) throws IOException {
        var file = path.resolve(name);
        try (var out = Files.newByteChannel(
                file,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_READS))) {
            var bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        }
        return file;
    }

    @Override
    public void close() {
        remove(path);
    }

    /** Removes a directory and all it holds; what cannot be removed is logged and left. */
    public static void remove(Path directory) {
        try {
            try {
                Files.deleteIfExists(directory);
            } catch (DirectoryNotEmptyException e) {
                Files.walkFileTree(directory, new Remover());
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("cannot remove directory={}", directory, e);
        }
    }

    private static final class Remover extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            // An action may have locked its own directory.
            Files.setPosixFilePermissions(directory, OWNER_ONLY);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(
                Path directory, java.io.@org.jspecify.annotations.Nullable IOException e) throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
