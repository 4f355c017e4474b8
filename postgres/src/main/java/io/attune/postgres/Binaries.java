package io.attune.postgres;

import io.attune.postgres.PostgresException.Reason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL as unpacked from its archive on the class path: {@code initdb}, {@code pg_ctl}, {@code postgres}. */
record Binaries(Path home, String version) {

    private static final Logger log = LoggerFactory.getLogger(Binaries.class);
    private static final Set<PosixFilePermission> EXECUTABLE = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");

    Path program(String name) {
        return home.resolve("bin").resolve(name);
    }

    /** The number that must be equal in {@code PG_VERSION} of a cluster. */
    String majorVersion() {
        return version.substring(0, version.indexOf('.'));
    }

    /** Where tests and the build keep the binaries, so that only the first of them pays for unpacking. */
    static Path sharedDirectory() {
        var cache = System.getenv("XDG_CACHE_HOME");
        var base =
                cache == null || cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return base.resolve("attune").resolve("postgresql");
    }

    /**
     * Unpacks the binaries for this machine unless that has been done before. A half unpacked directory is never seen:
     * the work is done beside and renamed into place; when two processes race, one of them throws its copy away.
     */
    static Binaries unpackedIn(Path directory) {
        var version = bundledVersion();
        var platform = platform();
        var home = directory.resolve(version + "-" + platform);
        if (!Files.isDirectory(home)) {
            try {
                unpack(platform, directory, home);
            } catch (IOException e) {
                throw Failures.onDisk("unpack the PostgreSQL binaries into", home, e);
            }
        }
        return new Binaries(home, version);
    }

    private static void unpack(String platform, Path directory, Path home) throws IOException {
        log.info("unpacking the PostgreSQL binaries directory={}", home);
        Files.createDirectories(directory);
        var work = Files.createTempDirectory(directory, "unpacking-");
        try {
            // A temporary directory is private; the server may run as another account than the one that unpacks.
            Files.setPosixFilePermissions(work, EXECUTABLE);
            try (var archive = archive(platform)) {
                unpack(archive, work);
            }
            Files.move(work, home);
        } catch (FileAlreadyExistsException e) {
            FileTree.delete(work);
        } catch (FileSystemException e) {
            FileTree.delete(work);
            if (!Files.isDirectory(home)) {
                throw e;
            }
        }
    }

    private static void unpack(InputStream archive, Path target) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive, 1 << 16)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (neededAtRunTime(entry.getName())) {
                    unpack(tar, entry, target);
                }
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        var file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
            throw new IOException("archive entry outside of the target directory: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, file);
            Files.setPosixFilePermissions(file, (entry.getMode() & 0100) != 0 ? EXECUTABLE : READABLE);
        }
    }

    /** Leaves out what is for compiling against PostgreSQL. */
    private static boolean neededAtRunTime(String name) {
        return !name.endsWith(".a") && !name.contains("/pkgconfig") && !name.contains("include/");
    }

    private static InputStream archive(String platform) {
        var name = "/postgres-" + platform + ".txz";
        var archive = Binaries.class.getResourceAsStream(name);
        if (archive == null) {
            throw new PostgresException(
                    Reason.PLATFORM_UNSUPPORTED,
                    "This distribution carries no PostgreSQL for " + platform
                            + ". Use a distribution for this machine, or an external PostgreSQL (database.url).");
        }
        return archive;
    }

    /** Operating system and processor as in the names of the archives. */
    private static String platform() {
        var os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        var arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return (os.startsWith("mac") ? "darwin" : os)
                + switch (arch) {
                    case "amd64", "x86_64" -> "-x86_64";
                    case "aarch64", "arm64" -> "-arm_64";
                    default -> "-" + arch;
                };
    }

    private static String bundledVersion() {
        var properties = new Properties();
        try (var in = Objects.requireNonNull(Binaries.class.getResourceAsStream("binaries.properties"))) {
            properties.load(in);
        } catch (IOException e) {
            throw new IllegalStateException("binaries.properties cannot be read from the class path", e);
        }
        return Objects.requireNonNull(properties.getProperty("version"));
    }
}
