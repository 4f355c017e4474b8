package io.attune.server.gateway;

import io.attune.pack.source.PackLibrary;
import io.attune.server.config.Settings;
import io.attune.worker.gateway.GatewayRefusedException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** The files of installed packs, for workers that do not share the directory. */
@Singleton
public class PackArchives {
    private static final int EXECUTABLE = 0100755;

    private final PackLibrary library;

    @Inject
    PackArchives(Settings settings) {
        this.library = new PackLibrary(settings.packsDirectory());
    }

    /**
     * A gzipped tar of the pack's directory.
     *
     * @throws GatewayRefusedException when the pack has no files
     */
    byte[] archive(String packRef) throws IOException {
        if (!packRef.matches("[a-z][a-z0-9_-]+")) {
            throw new GatewayRefusedException("'" + packRef + "' is no pack ref");
        }
        var directory = library.current(packRef)
                .orElseThrow(() -> new GatewayRefusedException("pack " + packRef + " has no files"))
                .toRealPath();
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes), "UTF-8");
                var files = Files.walk(directory)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (var file : (Iterable<Path>) files.sorted()::iterator) {
                if (Files.isRegularFile(file)) {
                    add(tar, directory, file);
                }
            }
        }
        return bytes.toByteArray();
    }

    private static void add(TarArchiveOutputStream tar, Path directory, Path file) throws IOException {
        var entry = new TarArchiveEntry(directory.relativize(file).toString());
        entry.setSize(Files.size(file));
        if (Files.isExecutable(file)) {
            entry.setMode(EXECUTABLE);
        }
        tar.putArchiveEntry(entry);
        Files.copy(file, tar);
        tar.closeArchiveEntry();
    }
}
