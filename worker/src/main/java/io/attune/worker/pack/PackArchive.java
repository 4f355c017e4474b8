package io.attune.worker.pack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Unpacks a gzipped tar. Only directories and regular files inside the target are made: no links, devices, absolute or climbing names,
 * and not more than an honest pack holds.
 */
final class PackArchive {
    private static final long MOST_BYTES = 1L << 30;
    private static final int MOST_ENTRIES = 50_000;

    private PackArchive() {}

    static void unpack(InputStream archive, Path target) throws IOException {
        long bytes = 0;
        int entries = 0;
        try (var tar = new TarArchiveInputStream(new GzipCompressorInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (++entries > MOST_ENTRIES) {
                    throw new IOException("the archive holds more than " + MOST_ENTRIES + " files");
                }
                var place = inside(target, entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(place);
                } else if (entry.isFile() && !entry.isLink() && !entry.isSymbolicLink()) {
                    bytes += written(tar, place, entry, MOST_BYTES - bytes);
                } else {
                    throw new IOException(
                            "the archive holds something that is neither file nor directory: " + entry.getName());
                }
            }
        }
    }

    private static long written(InputStream content, Path place, TarArchiveEntry entry, long most) throws IOException {
        if (entry.getSize() > most) {
            throw new IOException("the archive unpacks to more than " + MOST_BYTES + " bytes");
        }
        Files.createDirectories(place.getParent());
        long size = Files.copy(content, place);
        boolean executable = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        return size;
    }

    private static Path inside(Path target, String name) throws IOException {
        try {
            var place = target.resolve(name).normalize();
            if (name.startsWith("/") || !place.startsWith(target)) {
                throw new IOException("the archive names a file outside of itself: " + name);
            }
            return place;
        } catch (InvalidPathException e) {
            throw new IOException("the archive names an impossible file", e);
        }
    }
}
